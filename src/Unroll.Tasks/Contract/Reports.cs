using System.Text.Json.Serialization;

namespace Unroll.Tasks;

/// <summary>Metrics of a model on some data, with a baseline's beside them.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="Metrics">By name, the most important first: accuracy, macroF1, loss (nats) and so on; shares are from 0 to 1.</param>
/// <param name="Baseline">The same names for the baseline, as far as it has them.</param>
/// <param name="BaselineName">What the baseline is, such as "character 5-gram (Witten-Bell)".</param>
/// <param name="Count">How many predictions were judged.</param>
public sealed record EvaluateReport(string Task, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, double> Baseline,
    string BaselineName, long Count)
{
    /// <summary>What was counted: tokens, texts, series, words and so on.</summary>
    public string Unit { get; init; } = "tokens";

    /// <summary>The metrics of further baselines by their names, where there are some.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? Others { get; init; }

    /// <summary>Which metric decides between models, where it is not the first beside the loss.</summary>
    public string? Main { get; init; }

    /// <summary>The metric that decides between models of the task.</summary>
    [JsonIgnore]
    public string MainMetric => Main ?? Metrics.Keys.FirstOrDefault(static name => name != "loss") ?? "loss";

    /// <summary>How the first metric was counted, as sacreBLEU's signatures say it; null where its name says all.</summary>
    public string? Signature { get; init; }

    /// <summary>How each label fared, where there are labels.</summary>
    public IReadOnlyList<LabelReport>? Labels { get; init; }

    /// <summary>Rows of counts: the label that is right, by the label that the model gave; in the order of <see cref="Labels"/>.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Confusion { get; init; }
}

/// <summary>How a model fared with one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Count">How many items have it.</param>
/// <param name="Precision">Which share of those that the model gave it to have it; NaN when there are none.</param>
/// <param name="Recall">Which share of those that have it the model gave it to; NaN when there are none.</param>
/// <param name="F1">The harmonic mean of both.</param>
public sealed record LabelReport(string Label, long Count, double Precision, double Recall, double F1);

/// <summary>What training a recipe would work on.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="Train">What is learned from.</param>
/// <param name="Valid">What is held back.</param>
/// <param name="Network">The network in words.</param>
/// <param name="Parameters">Numbers that training adjusts.</param>
/// <param name="Steps">Updates that training would make.</param>
/// <param name="Epochs">Passes over the training data that these are.</param>
/// <param name="MemoryBytes">An estimate of what training needs.</param>
/// <param name="Warnings">What is allowed but probably not meant, each a whole sentence with what to do.</param>
public sealed record CheckReport(string Task, DataPart Train, DataPart Valid, string Network, long Parameters, long Steps, double Epochs, long MemoryBytes,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The tokens that the model reads, where it reads text.</summary>
    public VocabularyInfo? Vocabulary { get; init; }

    /// <summary>The first tokens of the training text, as text.</summary>
    public IReadOnlyList<string>? FirstTokens { get; init; }

    /// <summary>The labels, with how many training items have each.</summary>
    public IReadOnlyList<LabelCount>? Labels { get; init; }

    /// <summary>What else is worth knowing, such as lengths or missing values: a name and a text each.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>One of the two parts of the data.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Counts">How much it is, by unit, such as 120 texts.</param>
public sealed record DataPart(string Source, IReadOnlyList<UnitCount> Counts);

/// <summary>So many of something.</summary>
/// <param name="Unit">What is counted, in the plural, such as <c>characters</c>.</param>
/// <param name="Count">How many.</param>
public sealed record UnitCount(string Unit, long Count);

/// <summary>A set of tokens.</summary>
/// <param name="Kind"><c>char</c>, <c>word</c> or <c>bpe</c>.</param>
/// <param name="Size">How many.</param>
public sealed record VocabularyInfo(string Kind, int Size);

/// <summary>How many items have a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Count">How many.</param>
public sealed record LabelCount(string Label, long Count);

/// <summary>Something that is worth knowing.</summary>
/// <param name="Name">What it is about, in one or two words.</param>
/// <param name="Text">What there is to know.</param>
public sealed record Fact(string Name, string Text)
{
    /// <summary>How long sequences are.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="all">The length of each sequence; at least one.</param>
    /// <param name="unit">What lengths are counted in, in the plural.</param>
    internal static Fact Lengths(string name, IEnumerable<int> all, string unit)
    {
        int[] lengths = [.. all.Order()];
        return new Fact(name, $"{lengths[0]:N0} to {lengths[^1]:N0} {unit}, half of them at most {lengths[lengths.Length / 2]:N0}");
    }
}

/// <summary>What a model file says about itself.</summary>
/// <param name="Task">The task, such as <c>language-model</c>.</param>
/// <param name="Network">The network in words.</param>
/// <param name="Parameters">Numbers in all tensors.</param>
/// <param name="Tensors">Every tensor in the file.</param>
/// <param name="Validation">The metrics that training ended with, or null when the file has none.</param>
/// <param name="Training">How the model came about.</param>
/// <param name="Quantization"><c>int8</c> or <c>bf16</c>, or null for 32-bit floats; the metrics were measured before.</param>
public sealed record ModelInfo(string Task, string Network, long Parameters, IReadOnlyList<TensorInfo> Tensors,
    EvaluateReport? Validation, TrainingProvenance Training, string? Quantization)
{
    /// <summary>The recurrent cell, as in the recipe; null where there is none.</summary>
    public string? Cell { get; init; }

    /// <summary>Layers.</summary>
    public int Layers { get; init; }

    /// <summary>Units a layer.</summary>
    public int Hidden { get; init; }

    /// <summary>The tokens that the model reads, where it reads text.</summary>
    public VocabularyInfo? Vocabulary { get; init; }

    /// <summary>The labels that it gives, where it does.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}

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
/// <param name="Data">Where the training data came from, as the recipe has it.</param>
/// <param name="Step">The update after which this model was the best.</param>
/// <param name="Epoch">Passes over the data by then.</param>
/// <param name="Seed">The seed.</param>
/// <param name="RecipeJson">The resolved recipe.</param>
public sealed record TrainingProvenance(string UnrollVersion, string Data, long Step, double Epoch, ulong Seed, string RecipeJson);
