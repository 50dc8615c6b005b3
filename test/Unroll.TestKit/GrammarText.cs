using System.Text;
using Unroll.Kernels;

namespace Unroll.TestKit;

/// <summary>Text from a small grammar: as regular as a tiny network can learn in a second, and never the same for two seeds.</summary>
public static class GrammarText
{
    private static readonly string[] Subjects = ["the lamp", "the keeper", "the old sailor", "a grey gull", "the harbour", "the lighthouse"];
    private static readonly string[] Verbs = ["shines over", "watches", "remembers", "follows", "guards", "waits for"];
    private static readonly string[] Objects = ["the sea", "the ships", "the long night", "the morning", "the wind", "the shore"];
    private static readonly string[] Ends = [".\n", ". ", "! "];

    /// <summary>Writes sentences.</summary>
    /// <param name="characters">At least so many characters; the last sentence is whole.</param>
    /// <param name="seed">The same seed gives the same text.</param>
    /// <returns>The text, which ends with a line end.</returns>
    public static string Write(int characters, ulong seed = 1)
    {
        CounterRandom random = new(seed);
        StringBuilder text = new();
        while (text.Length < characters)
        {
            string sentence = $"{Pick(Subjects)} {Pick(Verbs)} {Pick(Objects)}{Pick(Ends)}";
            text.Append(char.ToUpperInvariant(sentence[0])).Append(sentence, 1, sentence.Length - 1);
        }

        return text.ToString().TrimEnd() + "\n";

        string Pick(string[] of) => of[random.NextInt32(of.Length)];
    }
}
