namespace Unroll.Tasks.Tag;

/// <summary>
/// Cuts plain text into words as the training data has them: at blanks, marks off the ends of a word, and inside a word where training had
/// both parts more often than the whole, as in <c>do n't</c>.
/// </summary>
/// <param name="rank">The place of a word among those of training by falling count; <see cref="Unknown"/> for a word that is not among them.</param>
internal sealed class WordCut(Func<string, int> rank)
{
    /// <summary>The rank of a word that training did not have.</summary>
    public const int Unknown = int.MaxValue;

    /// <summary>The words of a text.</summary>
    public List<string> Of(string text)
    {
        List<string> words = [];
        foreach (string chunk in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            Add(chunk, words);
        }

        return words;
    }

    private void Add(string chunk, List<string> words)
    {
        List<string> behind = [];
        while (chunk.Length > 1 && rank(chunk) == Unknown)
        {
            // Equal marks in a row are one word, as in "..." and "!!!".
            int front = RunOf(chunk, 0), end = RunOf(chunk, chunk.Length - 1);
            if (front + end == 0 || front == chunk.Length)
            {
                break;
            }

            if (front > 0)
            {
                words.Add(chunk[..front]);
                chunk = chunk[front..];
            }
            else
            {
                behind.Add(chunk[^end..]);
                chunk = chunk[..^end];
            }
        }

        AddInner(chunk, words);
        behind.Reverse();
        words.AddRange(behind);
    }

    private void AddInner(string word, List<string> words)
    {
        int whole = rank(word);
        for (int cut = 1; cut < word.Length; cut++)
        {
            bool mark = !char.IsLetterOrDigit(word[cut]) || (cut + 1 < word.Length && word[cut + 1] is '\'' or '\u2019');
            if (mark && rank(word[..cut]) < whole && rank(word[cut..]) < whole)
            {
                words.Add(word[..cut]);
                words.Add(word[cut..]);
                return;
            }
        }

        words.Add(word);
    }

    /// <summary>How many equal marks stand in a row at an end of a word; 0 where there is none. Signs that begin names of people and topics are no marks.</summary>
    private static int RunOf(string word, int at)
    {
        char c = word[at];
        if (c is '@' or '#' or '_' || !(char.IsPunctuation(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.CurrencySymbol))
        {
            return 0;
        }

        int step = at == 0 ? 1 : -1, count = 0;
        for (int i = at; i >= 0 && i < word.Length && word[i] == c; i += step)
        {
            count++;
        }

        return count;
    }
}
