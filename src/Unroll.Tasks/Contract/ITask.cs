using Unroll.Layers;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks;

/// <summary>A task: from recipe to model file, and back from the file to a model in use.</summary>
public interface ITask
{
    /// <summary>The name that recipes use, such as <c>language-model</c>.</summary>
    string Name { get; }

    /// <summary>Reads the data and sizes the model, without training.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>What training would work on.</returns>
    /// <exception cref="DataException">The data cannot be used.</exception>
    CheckReport Check(Recipe recipe);

    /// <summary>Trains, and leaves the best model on the validation data and a checkpoint in the output directory (see <see cref="RunFiles"/>).</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="settings">Where to, with how many threads, and whether to go on from the checkpoint there.</param>
    /// <param name="progress">Called on the training thread, often; it returns at once.</param>
    /// <param name="stop">Asks to save a checkpoint and return early, with <see cref="TrainReport.Stopped"/> set.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="DataException">The data cannot be used. Nothing has been written then.</exception>
    /// <exception cref="NonFiniteException">A number became NaN or infinite; the last good checkpoint is kept.</exception>
    TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop);

    /// <summary>Opens a model file of this task.</summary>
    /// <param name="modelPath">A .safetensors file that training wrote.</param>
    /// <param name="threads">At least 1; no result depends on it.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is missing, truncated, altered, or of another kind.</exception>
    ITrainedModel Load(string modelPath, int threads);

    /// <summary>Writes a copy of a model with its matrices in fewer bits, which loads like any other model file.</summary>
    /// <param name="modelPath">A model in 32-bit floats.</param>
    /// <param name="precision">What to round its matrices to.</param>
    /// <param name="target">The file to write; replaced if it is there.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="ModelFileException">The model cannot be read, or is quantised already.</exception>
    /// <exception cref="UnrollException">The target cannot be written.</exception>
    ExportReport Quantize(string modelPath, WeightPrecision precision, string target);
}

/// <summary>A trained model of any task.</summary>
public interface ITrainedModel
{
    /// <summary>What the file says about the model.</summary>
    ModelInfo Info { get; }

    /// <summary>Measures the model and its baseline on data.</summary>
    /// <param name="dataPath">Data in the format of the recipe's data.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    EvaluateReport Evaluate(string dataPath);

    /// <summary>The same for data that comes from somewhere else, such as standard input.</summary>
    /// <param name="data">UTF-8 text, or gzip of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data is malformed, or lies in files of its own.</exception>
    EvaluateReport Evaluate(Stream data, string name);

    /// <summary>Measures the model and its baseline on a recipe's own validation data, held back or separate.</summary>
    /// <param name="recipe">The recipe that the model was trained with.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    EvaluateReport EvaluateValidation(Recipe recipe);
}
