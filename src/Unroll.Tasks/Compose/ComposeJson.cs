using System.Text.Json.Serialization;

namespace Unroll.Tasks.Compose;

/// <summary>What <see cref="NoteBaseline"/> leaves in a model file: probabilities, one a key.</summary>
/// <param name="Sounds">That it sounds.</param>
/// <param name="Kept">That it sounds after a step in which it did.</param>
/// <param name="Begun">That it sounds after a step in which it did not.</param>
internal sealed record NoteRates(double[] Sounds, double[] Kept, double[] Begun);

/// <summary>The JSON of what a model of the task keeps, written without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoteRates))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ComposeJson : JsonSerializerContext;
