using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Unroll.Data.Audio;
using Unroll.Data.Scaling;
using Unroll.Data.Tables;

namespace Unroll.Data.Records;

/// <summary>What training data leaves in a model file, as JSON on one line. Reading is strict: what does not fit exactly is an error.</summary>
internal static class DataJson
{
    public static DataJsonContext Context { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters =
        {
            new JsonStringEnumConverter<ScalingKind>(allowIntegerValues: false), new JsonStringEnumConverter<ColumnKind>(allowIntegerValues: false),
            new JsonStringEnumConverter<AudioFeatureKind>(allowIntegerValues: false), new JsonStringEnumConverter<WindowShape>(allowIntegerValues: false),
            new JsonStringEnumConverter<MelScale>(allowIntegerValues: false),
        },
    });

    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>Reads a record and makes of it what the program uses, which may find it wrong with an <see cref="ArgumentException"/>.</summary>
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
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ChannelScaling))]
[JsonSerializable(typeof(TableEncoding))]
[JsonSerializable(typeof(AudioFeatures))]
internal sealed partial class DataJsonContext : JsonSerializerContext;
