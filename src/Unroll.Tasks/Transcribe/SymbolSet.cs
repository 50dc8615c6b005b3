using Unroll.Data.Files;
using Unroll.Data.Labels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>What texts are written with: characters, or words or symbols between blanks. Number 0 is the blank of the loss, which stands for none.</summary>
/// <param name="labels">The symbols.</param>
/// <param name="tokens"><c>char</c>, <c>word</c> or <c>symbols</c>.</param>
/// <param name="lowercase">Whether capitals are folded.</param>
internal sealed class SymbolSet(LabelSet labels, string tokens, bool lowercase)
{
    private const int MostShown = 40;

    /// <summary>The blank of the loss.</summary>
    public const int Blank = 0;

    /// <summary>The symbols; the number of one is its place and one more.</summary>
    public LabelSet Labels => labels;

    /// <summary>Symbols and the blank.</summary>
    public int Classes => labels.Count + 1;

    /// <summary>Whether all symbols are digits.</summary>
    public bool AreDigits => labels.Names.All(n => n is [>= '0' and <= '9']);

    /// <summary>Whether a symbol is a character.</summary>
    public bool IsCharacters => tokens == "char";

    /// <summary>The symbols of texts.</summary>
    public static SymbolSet Of(TranscribeDataOptions options, IEnumerable<string> texts) =>
        new(LabelSet.Of(texts.SelectMany(t => Cut(t, options.Tokens, options.Lowercase))), options.Tokens, options.Lowercase);

    /// <summary>A text as numbers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">Where it stands.</param>
    /// <exception cref="DataException">A symbol was not seen in training, or there is none.</exception>
    public int[] Encode(string text, Origin origin)
    {
        string[] symbols = Cut(text, tokens, lowercase);
        return symbols.Length > 0 ? [.. symbols.Select(s => IdOf(s, origin))] : throw new DataException($"Transcript {origin}: the text is empty, expected what is said or written. Add it, or leave the recording out.");
    }

    /// <summary>A text as all texts are compared: blanks at the ends cut off, several made one.</summary>
    public string Normal(string text) => Join(Cut(text, tokens, lowercase));

    /// <summary>Numbers as a text.</summary>
    public string Text(IEnumerable<int> ids) => Join(ids.Select(Name));

    /// <summary>A symbol.</summary>
    public string Name(int id) => labels.Names[id - 1];

    private string Join(IEnumerable<string> symbols) => string.Join(tokens == "char" ? "" : " ", symbols);

    private int IdOf(string symbol, Origin origin) => labels.TryIdOf(symbol, out int id) ? id + 1 : throw new DataException(
        $"Transcript {origin}: '{symbol}' was not seen in training; the {labels.Count} symbols that the model knows are {string.Join(" ", labels.Names.Take(MostShown).Select(n => n == " " ? "(blank)" : n))}{(labels.Count > MostShown ? " ..." : "")}. "
        + "Correct the text, or train with examples of it.");

    private static string[] Cut(string text, string tokens, bool lowercase)
    {
        string[] words = (lowercase ? text.ToLowerInvariant() : text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return tokens == "char" ? [.. string.Join(' ', words).EnumerateRunes().Select(r => r.ToString())] : words;
    }
}
