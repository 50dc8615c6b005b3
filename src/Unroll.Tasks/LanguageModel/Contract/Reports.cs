namespace Unroll.Tasks.LanguageModel;

/// <summary>Metrics of a model on some data, with a baseline's beside them.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="Metrics">By name: loss (nats a token), bitsPerCharacter, perplexity, top1, top3, top5 (shares of tokens, 0 to 1).</param>
/// <param name="Baseline">The same names for the baseline, as far as it has them.</param>
/// <param name="BaselineName">What the baseline is, such as "character 5-gram (Witten-Bell)".</param>
/// <param name="Count">How many tokens were predicted.</param>
public sealed record EvaluateReport(string Task, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, double> Baseline,
    string BaselineName, long Count);

/// <summary>What training a recipe would work on.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="TrainSource">Where the training text comes from.</param>
/// <param name="TrainCharacters">Its length.</param>
/// <param name="TrainTokens">Its length in tokens.</param>
/// <param name="ValidSource">Where the validation text comes from.</param>
/// <param name="ValidCharacters">Its length.</param>
/// <param name="ValidTokens">Its length in tokens.</param>
/// <param name="VocabularyKind"><c>char</c>, <c>word</c> or <c>bpe</c>.</param>
/// <param name="VocabularySize">Tokens in the vocabulary.</param>
/// <param name="FirstTokens">The first tokens of the training text, as text.</param>
/// <param name="Parameters">Numbers that training adjusts.</param>
/// <param name="Steps">Updates that training would make.</param>
/// <param name="Epochs">Passes over the training data that these are.</param>
/// <param name="MemoryBytes">An estimate of what training needs.</param>
/// <param name="Warnings">What is allowed but probably not meant, each a whole sentence with what to do.</param>
public sealed record CheckReport(string Task, string TrainSource, long TrainCharacters, long TrainTokens, string ValidSource,
    long ValidCharacters, long ValidTokens, string VocabularyKind, int VocabularySize, IReadOnlyList<string> FirstTokens, long Parameters,
    long Steps, double Epochs, long MemoryBytes, IReadOnlyList<string> Warnings);

/// <summary>What a model file says about itself.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="Cell">The recurrent cell, as in the recipe.</param>
/// <param name="Layers">Recurrent layers.</param>
/// <param name="Hidden">Units a layer.</param>
/// <param name="Parameters">Numbers in all tensors.</param>
/// <param name="Tensors">Every tensor in the file.</param>
/// <param name="VocabularyKind"><c>char</c>, <c>word</c> or <c>bpe</c>.</param>
/// <param name="VocabularySize">Tokens in the vocabulary.</param>
/// <param name="Validation">The metrics that training ended with, or null when the file has none.</param>
/// <param name="Training">How the model came about.</param>
/// <param name="Quantization"><c>int8</c> or <c>bf16</c>, or null for 32-bit floats; the metrics were measured before.</param>
public sealed record ModelInfo(string Task, string Cell, int Layers, int Hidden, long Parameters, IReadOnlyList<TensorInfo> Tensors,
    string VocabularyKind, int VocabularySize, EvaluateReport? Validation, TrainingProvenance Training,
    string? Quantization);

/// <summary>What came of exporting a model.</summary>
/// <param name="Path">The file that was written.</param>
/// <param name="Quantization"><c>int8</c> or <c>bf16</c>.</param>
/// <param name="BytesBefore">The size of the model's file.</param>
/// <param name="BytesAfter">The size of the file that was written.</param>
/// <param name="Parameters">Numbers in the model.</param>
public sealed record ExportReport(string Path, string Quantization, long BytesBefore, long BytesAfter, long Parameters);

/// <summary>A tensor of a model file.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Type">Such as F32.</param>
/// <param name="Shape">Its axes.</param>
public sealed record TensorInfo(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>How a model came about. It holds no time and no machine, so that the same training gives the same file.</summary>
/// <param name="UnrollVersion">The version that trained it.</param>
/// <param name="Data">Where the training text came from, as the recipe has it.</param>
/// <param name="Step">The update after which this model was the best.</param>
/// <param name="Epoch">Passes over the data by then.</param>
/// <param name="Seed">The seed.</param>
/// <param name="RecipeJson">The resolved recipe.</param>
public sealed record TrainingProvenance(string UnrollVersion, string Data, long Step, double Epoch, ulong Seed, string RecipeJson);
