using Unroll.Decoding;
using Unroll.Kernels;

namespace Unroll.Tasks.LanguageModel;

/// <summary>How to draw text from a model.</summary>
/// <param name="Length">How many tokens to write.</param>
/// <param name="Temperature">0 takes the likeliest token always; 1 draws as the model believes; above 1 is wilder.</param>
/// <param name="TopK">Draw from the k likeliest tokens only; 0 = all.</param>
/// <param name="TopP">Draw from the fewest tokens whose probabilities add up to p only (Holtzman et al. 2020); 1 = all.</param>
/// <param name="Seed">The same seed draws the same text.</param>
public sealed record GenerateSettings(int Length, double Temperature, int TopK, double TopP, ulong Seed)
{
    /// <summary>A sampler at the beginning of the seed's random numbers.</summary>
    internal Sampler NewSampler() => new(new SamplerOptions(Temperature, TopK, TopP), new CounterRandom(Seed).Fork(0x5A3));
}

/// <summary>One way to go on.</summary>
/// <param name="Text">What to append to the text so far.</param>
/// <param name="Probability">How likely the model holds it, 0 to 1.</param>
public sealed record Completion(string Text, double Probability);
