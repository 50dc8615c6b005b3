using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Unroll.Tasks.Baselines;

/// <summary>Baselines as JSON on one line, as they lie in a model file. Reading is strict: what does not fit exactly is an error.</summary>
internal static class BaselineJson
{
    public static BaselineJsonContext Context { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    });

    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>Reads a record and makes the baseline of it, which may find it wrong with an <see cref="ArgumentException"/>.</summary>
    public static TResult Read<T, TResult>(string json, string source, string what, JsonTypeInfo<T> type, Func<T, TResult> make)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            T value = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
            return make(value);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ModelFileException(
                $"{what} in '{source}': {e.Message.TrimEnd('.')}. The file is altered, or was written by another version of Unroll. "
                + "Take the original file, or train the model again.", e);
        }
    }

    /// <summary>Demands something of what was read.</summary>
    public static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new JsonException(otherwise);
        }
    }
}

/// <summary>What <see cref="MajorityBaseline"/> leaves.</summary>
/// <param name="Counts">The training items of each class.</param>
internal sealed record MajorityRecord(int[] Counts);

/// <summary>What <see cref="NaiveBayesBaseline"/> leaves.</summary>
/// <param name="Order">The longest n-gram.</param>
/// <param name="Smoothing">What is added to every count.</param>
/// <param name="Items">The training items of each class.</param>
/// <param name="Tokens">The tokens, in ordinal order.</param>
/// <param name="Parents">For each n-gram the number, from 1, of the one that is a token shorter; 0 for a single token.</param>
/// <param name="Last">For each n-gram the last token, from 0.</param>
/// <param name="Counts">For each class pairs of how many n-grams to go forward, and how often that one occurs.</param>
internal sealed record NaiveBayesRecord(int Order, double Smoothing, int[] Items, string[] Tokens, int[] Parents, int[] Last, int[][] Counts);

/// <summary>What <see cref="NearestCentroidBaseline"/> leaves.</summary>
/// <param name="Channels">Channels of a series.</param>
/// <param name="Steps">Steps after resampling.</param>
/// <param name="Items">The training items of each class.</param>
/// <param name="Center">[steps, channels], what is subtracted.</param>
/// <param name="Scale">[steps, channels], what is divided by.</param>
/// <param name="Centroids">[classes, steps, channels], standardised.</param>
internal sealed record NearestCentroidRecord(int Channels, int Steps, int[] Items, double[] Center, double[] Scale, float[] Centroids);

/// <summary>What <see cref="LogisticRegressionBaseline"/> leaves.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Present">The classes that have items in training, rising.</param>
/// <param name="Center">[features], what is subtracted.</param>
/// <param name="Scale">[features], what is divided by.</param>
/// <param name="Weights">[present, features]</param>
/// <param name="Bias">[present]</param>
internal sealed record LogisticRegressionRecord(int Classes, int[] Present, double[] Center, double[] Scale, float[] Weights, float[] Bias);

/// <summary>What <see cref="MostFrequentTagBaseline"/> leaves.</summary>
/// <param name="Unknown">The tag of a word that was not seen.</param>
/// <param name="Tags">The tags.</param>
/// <param name="Words">The words of each tag.</param>
/// <param name="Lowercase">Words in lower case of each tag, where they are not among the words with that tag.</param>
internal sealed record MostFrequentTagRecord(string Unknown, string[] Tags, string[][] Words, string[][] Lowercase);

/// <summary>What <see cref="EntityDictionaryBaseline"/> leaves.</summary>
/// <param name="Types">The types of entities.</param>
/// <param name="Entities">The entities of each type, their words with tabulators between.</param>
internal sealed record EntityDictionaryRecord(string[] Types, string[][] Entities);

/// <summary>What <see cref="NearestNeighbourBaseline"/> leaves.</summary>
/// <param name="Units">What sources are compared by.</param>
/// <param name="Sources">The sources of training.</param>
/// <param name="Targets">The target of each.</param>
internal sealed record NearestNeighbourRecord(string Units, string[] Sources, string[] Targets);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MajorityRecord))]
[JsonSerializable(typeof(NaiveBayesRecord))]
[JsonSerializable(typeof(NearestCentroidRecord))]
[JsonSerializable(typeof(LogisticRegressionRecord))]
[JsonSerializable(typeof(MostFrequentTagRecord))]
[JsonSerializable(typeof(EntityDictionaryRecord))]
[JsonSerializable(typeof(NearestNeighbourRecord))]
internal sealed partial class BaselineJsonContext : JsonSerializerContext;
