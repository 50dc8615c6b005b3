using Unroll.Kernels;

namespace Unroll.Decoding;

/// <summary>How tokens are drawn.</summary>
/// <param name="Temperature">0 takes the likeliest token always; 1 draws as the model believes; above 1 is wilder.</param>
/// <param name="TopK">Draw from the k likeliest tokens only; 0 = all.</param>
/// <param name="TopP">Draw from the fewest tokens whose probabilities add up to p only; 1 = all.</param>
public sealed record SamplerOptions(double Temperature = 1, int TopK = 0, double TopP = 1)
{
    internal SamplerOptions Checked() =>
        Temperature >= 0 && TopK >= 0 && TopP is > 0 and <= 1 && double.IsFinite(Temperature)
            ? this
            : throw new ArgumentException($"Sampler: temperature {Temperature}, top-k {TopK} and top-p {TopP}, expected a temperature of at least 0, k of at least 0 (all) and p in (0, 1].");
}

/// <summary>Draws a token from logits: temperature, then the k likeliest, then the fewest that make up p (nucleus sampling, Holtzman et al. 2020).</summary>
/// <param name="options">How tokens are drawn.</param>
/// <param name="random">The random numbers; one is used a draw.</param>
public sealed class Sampler(SamplerOptions options, CounterRandom random)
{
    private readonly SamplerOptions _options = options.Checked();
    private CounterRandom _random = random;
    private (float Logit, int Token)[] _ranked = [];
    private double[] _weights = [];

    /// <summary>Draws.</summary>
    /// <param name="logits">[V]: logits or log-probabilities.</param>
    /// <param name="excluded">A token that is never drawn, or −1.</param>
    /// <returns>The token.</returns>
    public int Draw(ReadOnlySpan<float> logits, int excluded = -1)
    {
        if (_ranked.Length != logits.Length)
        {
            (_ranked, _weights) = (new (float, int)[logits.Length], new double[logits.Length]);
        }

        (float Logit, int Token)[] ranked = _ranked;
        for (int i = 0; i < ranked.Length; i++)
        {
            ranked[i] = (i == excluded ? float.NegativeInfinity : logits[i], i);
        }

        // Equal logits are ranked by number, so that the order does not depend on the sort.
        Array.Sort(ranked, static (a, b) => a.Logit != b.Logit ? b.Logit.CompareTo(a.Logit) : a.Token.CompareTo(b.Token));
        if (_options.Temperature == 0)
        {
            return ranked[0].Token;
        }

        int count = _options.TopK > 0 ? Math.Min(_options.TopK, ranked.Length) : ranked.Length;
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            total += _weights[i] = Math.Exp((ranked[i].Logit - ranked[0].Logit) / _options.Temperature);
        }

        (count, double kept) = Nucleus(count, total);
        double at = _random.NextDouble() * kept;
        for (int i = 0; i < count - 1; i++)
        {
            at -= _weights[i];
            if (at < 0)
            {
                return ranked[i].Token;
            }
        }

        return ranked[count - 1].Token;
    }

    private (int Count, double Kept) Nucleus(int count, double total)
    {
        double kept = 0;
        for (int i = 0; i < count; i++)
        {
            kept += _weights[i];
            if (kept >= _options.TopP * total)
            {
                return (i + 1, kept);
            }
        }

        return (count, kept);
    }
}
