using Unroll.Kernels;

namespace Unroll.Data.Pairs;

/// <summary>How a question is put in other words.</summary>
public enum ParaphraseRule
{
    /// <summary>A contraction is expanded, or two words contracted: <c>what's</c>, <c>what is</c>.</summary>
    Contraction,

    /// <summary>Words of politeness stand before or after: <c>Excuse me, …</c>, <c>…, please?</c></summary>
    Politeness,

    /// <summary>The question opens with other words: <c>Tell me what is …</c> for <c>What is …</c></summary>
    Opener,

    /// <summary>A letter of a word of four letters or more is left out, doubled, replaced, or swapped with the next.</summary>
    Typo,
}

/// <summary>A question in other words.</summary>
/// <param name="Rule">How they were found.</param>
/// <param name="Text">The words.</param>
public readonly record struct Paraphrase(ParaphraseRule Rule, string Text);

/// <summary>
/// Questions in other words, made by four rules, so that it can be measured whether an answer is found although the question is not put as it was
/// learned. For English.
/// </summary>
public static class Paraphrases
{
    private static readonly (string Long, string Short)[] s_contractions =
    [
        ("what is", "what's"), ("who is", "who's"), ("where is", "where's"), ("how is", "how's"), ("that is", "that's"), ("it is", "it's"), ("there is", "there's"),
        ("i am", "i'm"), ("you are", "you're"), ("we are", "we're"), ("they are", "they're"), ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"),
        ("is not", "isn't"), ("are not", "aren't"), ("can not", "can't"), ("cannot", "can't"), ("could not", "couldn't"), ("would not", "wouldn't"),
        ("will not", "won't"), ("should not", "shouldn't"), ("have not", "haven't"), ("i have", "i've"), ("you have", "you've"), ("i will", "i'll"), ("i would", "i'd"),
    ];

    private static readonly string[] s_before = ["Please tell me, ", "Excuse me, ", "Hey, ", "Hello, ", "May I ask, ", "Sorry, "];
    private static readonly string[] s_after = [", please", ", thanks", ", my friend", ", if you don't mind"];

    private static readonly (string Opener, string[] Others)[] s_openers =
    [
        ("what is", ["tell me what is", "what exactly is", "do you know what is"]), ("what are", ["tell me what are", "what exactly are", "do you know what are"]),
        ("what", ["tell me what", "do you know what"]), ("who", ["tell me who", "do you know who"]), ("where", ["tell me where", "in which place"]),
        ("when", ["tell me when", "at what time"]), ("why", ["for what reason", "how come"]), ("how do", ["in what way do"]), ("how can", ["in what way can"]),
        ("how are", ["tell me how are"]), ("can you", ["could you", "are you able to"]), ("could you", ["can you", "would you"]), ("do you", ["is it true that you", "don't you"]),
        ("are you", ["would you say you are", "aren't you"]), ("have you", ["did you ever have", "haven't you"]), ("will you", ["would you", "are you going to"]),
        ("you are", ["i think you are", "it seems you are"]), ("you should", ["you ought to", "you had better"]), ("tell me", ["let me hear", "say"]),
        ("write a", ["make a", "give me a"]), ("is it", ["would you say it is"]),
    ];

    /// <summary>A paraphrase by each rule that applies; none where a rule finds nothing to change.</summary>
    /// <param name="question">The question.</param>
    /// <param name="seed">The same seed gives the same paraphrases; one question's do not depend on the others.</param>
    /// <returns>Up to four, in the order of the rules, none equal to the question.</returns>
    public static IReadOnlyList<Paraphrase> Of(string question, ulong seed)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        CounterRandom random = new CounterRandom(seed).Fork(StableHash(question));
        string?[] texts = [Contracted(question), Polite(question, ref random), Reopened(question, ref random), Mistyped(question, ref random)];
        return [.. texts.Select((text, rule) => (text, rule)).Where(t => t.text is not null && t.text != question).Select(t => new Paraphrase((ParaphraseRule)t.rule, t.text!))];
    }

    /// <summary>The question with a slip of the keyboard in one word, or null where no word has four letters.</summary>
    internal static string? Mistyped(string question, ref CounterRandom random)
    {
        List<(int Start, int Length)> words = WordsOf(question);
        words.RemoveAll(w => w.Length < 4);
        if (words.Count == 0)
        {
            return null;
        }

        (int start, int length) = words[random.NextInt32(words.Count)];
        int at = start + random.NextInt32(length - 1);
        char c = question[at];
        return random.NextInt32(4) switch
        {
            0 => question.Remove(at, 1),
            1 => question.Insert(at, c.ToString()),
            2 when question[at + 1] != c => $"{question[..at]}{question[at + 1]}{c}{question[(at + 2)..]}",
            _ => $"{question[..at]}{(char.ToLowerInvariant(c) == 'z' ? 'a' : (char)(c + 1))}{question[(at + 1)..]}",
        };
    }

    private static string? Contracted(string question)
    {
        foreach ((string full, string contracted) in s_contractions)
        {
            (int at, string from, string to) = Find(question, contracted) is >= 0 and int i ? (i, contracted, full) : (Find(question, full), full, contracted);
            if (at >= 0)
            {
                return $"{question[..at]}{CasedLike(question[at], to)}{question[(at + from.Length)..]}";
            }
        }

        return null;
    }

    private static string Polite(string question, ref CounterRandom random)
    {
        int choice = random.NextInt32(s_before.Length + s_after.Length);
        if (choice < s_before.Length)
        {
            // Capitals that go on, as in AI, are not the beginning of a sentence.
            bool decapitalise = question.Length > 1 && char.IsUpper(question[0]) && (char.IsLower(question[1]) || question[1] == ' ') && !question.StartsWith("I ", StringComparison.Ordinal);
            return s_before[choice] + (decapitalise ? char.ToLowerInvariant(question[0]) + question[1..] : question);
        }

        string text = question.TrimEnd('?', '.', '!', ' ');
        return text + s_after[choice - s_before.Length] + question[text.Length..].Trim();
    }

    private static string? Reopened(string question, ref CounterRandom random)
    {
        foreach ((string opener, string[] others) in s_openers)
        {
            if (Find(question, opener) == 0)
            {
                return CasedLike(question[0], others[random.NextInt32(others.Length)]) + question[opener.Length..];
            }
        }

        return null;
    }

    /// <summary>The place of whole words, whatever their case; -1 where they are not.</summary>
    private static int Find(string question, string words)
    {
        int at = question.IndexOf(words, StringComparison.OrdinalIgnoreCase);
        int end = at + words.Length;
        return at >= 0 && (at == 0 || !char.IsLetter(question[at - 1])) && (end == question.Length || (!char.IsLetter(question[end]) && question[end] != '\'')) ? at : -1;
    }

    private static string CasedLike(char first, string words) => char.IsUpper(first) ? char.ToUpperInvariant(words[0]) + words[1..] : words;

    private static List<(int Start, int Length)> WordsOf(string text)
    {
        List<(int, int)> words = [];
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            while (i < text.Length && char.IsAsciiLetter(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                words.Add((start, i - start));
            }
        }

        return words;
    }

    // FNV-1a: string.GetHashCode differs from run to run.
    private static ulong StableHash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
