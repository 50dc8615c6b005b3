using Unroll.Kernels;

namespace Unroll.Tasks.LanguageModel;

/// <summary>Draws a token from logits: temperature, then the k likeliest, then the fewest that make up p (nucleus sampling, Holtzman et al. 2020).</summary>
internal sealed class Sampler(GenerateSettings settings)
{
    private CounterRandom _random = new CounterRandom(settings.Seed).Fork(0x5A3);

    /// <summary>Draws.</summary>
    /// <param name="logits">[V].</param>
    /// <param name="excluded">A token that is never drawn, or −1.</param>
    /// <returns>The token.</returns>
    public int Draw(ReadOnlySpan<float> logits, int excluded)
    {
        (float Logit, int Token)[] ranked = new (float, int)[logits.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            ranked[i] = (i == excluded ? float.NegativeInfinity : logits[i], i);
        }

        // Equal logits are ranked by number, so that the order does not depend on the sort.
        Array.Sort(ranked, static (a, b) => a.Logit != b.Logit ? b.Logit.CompareTo(a.Logit) : a.Token.CompareTo(b.Token));
        if (settings.Temperature == 0)
        {
            return ranked[0].Token;
        }

        int count = settings.TopK > 0 ? Math.Min(settings.TopK, ranked.Length) : ranked.Length;
        double[] weights = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            total += weights[i] = Math.Exp((ranked[i].Logit - ranked[0].Logit) / settings.Temperature);
        }

        double kept = 0;
        for (int i = 0; i < count; i++)
        {
            kept += weights[i];
            if (kept >= settings.TopP * total)
            {
                count = i + 1;
                break;
            }
        }

        double at = _random.NextDouble() * kept;
        for (int i = 0; i < count - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return ranked[i].Token;
            }
        }

        return ranked[count - 1].Token;
    }
}
