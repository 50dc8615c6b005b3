using System.Text;
using Unroll.Kernels;

namespace Unroll.Data.Tests.Vocabularies;

/// <summary>Texts drawn at random, with what is awkward in real ones.</summary>
internal static class TestTexts
{
    private static readonly string[] Pieces =
    [
        "a", "b", "the", " the", " ", " ", "  ", "\n", "\n\n", "\t", "42", " 7", ".", ", ", "(", ")", "don't", "'", "é", "e\u0301", "ß",
        "日本", "\U0001F600", " \U0001F468\u200D\U0001F469", "\u00A0", "\r", "￭", "_x", "a-b", "\0", "ﬁ", "aaaaaaaa", "================",
    ];

    /// <summary>Valid text of about the length.</summary>
    public static string Mixed(ulong seed, int length)
    {
        CounterRandom random = new(seed);
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append(Pieces[random.NextInt32(Pieces.Length)]);
        }

        return text.ToString();
    }
}
