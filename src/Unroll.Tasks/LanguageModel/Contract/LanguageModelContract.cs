using Unroll.Layers;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.LanguageModel;

/// <summary>The language-model task: from recipe to model file, and back from the file to a model in use.</summary>
public interface ILanguageModelTask
{
    /// <summary>Reads the data and sizes the model, without training.</summary>
    /// <param name="r">The recipe.</param>
    /// <returns>What training would work on.</returns>
    /// <exception cref="DataException">The data cannot be used.</exception>
    CheckReport Check(Recipe r);

    /// <summary>Trains, and leaves the best model on the validation data and a checkpoint in the output directory (see <see cref="RunFiles"/>).</summary>
    /// <param name="r">The recipe.</param>
    /// <param name="s">Where to, with how many threads, and whether to go on from the checkpoint there.</param>
    /// <param name="progress">Called on the training thread, often; it returns at once.</param>
    /// <param name="stop">Asks to save a checkpoint and return early, with <see cref="TrainReport.Stopped"/> set.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="DataException">The data cannot be used. Nothing has been written then.</exception>
    /// <exception cref="NonFiniteException">A number became NaN or infinite; the last good checkpoint is kept.</exception>
    TrainReport Train(Recipe r, TrainSettings s, Action<TrainProgress> progress, CancellationToken stop);

    /// <summary>Opens a model file.</summary>
    /// <param name="modelPath">A .safetensors file that training wrote.</param>
    /// <param name="threads">At least 1; no result depends on it.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is missing, truncated, altered, or of another kind.</exception>
    ILanguageModel Load(string modelPath, int threads);

    /// <summary>Writes a copy of a model with its matrices in fewer bits, which loads like any other model file.</summary>
    /// <param name="modelPath">A model in 32-bit floats.</param>
    /// <param name="precision">What to round its matrices to.</param>
    /// <param name="target">The file to write; replaced if it is there.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="ModelFileException">The model cannot be read, or is quantised already.</exception>
    /// <exception cref="UnrollException">The target cannot be written.</exception>
    ExportReport Quantize(string modelPath, WeightPrecision precision, string target);
}

/// <summary>A trained language model.</summary>
public interface ILanguageModel
{
    /// <summary>What the file says about the model.</summary>
    ModelInfo Info { get; }

    /// <summary>Measures the model and its baseline on a text.</summary>
    /// <param name="dataPath">Data in the format of the recipe's data: a text file, a .gz, or a folder.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    EvaluateReport Evaluate(string dataPath);

    /// <summary>The same for text that comes from somewhere else, such as standard input.</summary>
    /// <param name="data">UTF-8 text, or gzip of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data is no text.</exception>
    EvaluateReport Evaluate(Stream data, string name);

    /// <summary>Measures the model and its baseline on a recipe's own validation data, held back or separate.</summary>
    /// <param name="recipe">The recipe that the model was trained with.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    EvaluateReport EvaluateValidation(Recipe recipe);

    /// <summary>Writes on after a prompt, piece by piece as it comes.</summary>
    /// <param name="prompt">Any text, also none. It is not repeated in the output.</param>
    /// <param name="s">How to draw.</param>
    /// <returns>Pieces of text, together <see cref="GenerateSettings.Length"/> tokens long.</returns>
    IEnumerable<string> Generate(string prompt, GenerateSettings s);

    /// <summary>The most likely next words after a text that may end in the middle of a word.</summary>
    /// <param name="text">What was typed so far.</param>
    /// <param name="count">How many to give, at least 1.</param>
    /// <returns>The likeliest first; <see cref="Completion.Text"/> is what to append.</returns>
    IReadOnlyList<Completion> Complete(string text, int count);
}
