using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Data.Vocabularies;

/// <summary>Vocabularies as JSON, as they lie in a model file. Reading is strict: what does not fit exactly is an error.</summary>
public static class VocabularyJson
{
    /// <summary>Writes a vocabulary on one line.</summary>
    /// <param name="vocabulary">A <see cref="CharVocabulary"/>, <see cref="WordVocabulary"/> or <see cref="BytePairVocabulary"/>.</param>
    /// <returns>JSON that <see cref="Read"/> reads; the same vocabulary gives the same text.</returns>
    /// <exception cref="ArgumentException">It is another kind of vocabulary.</exception>
    public static string Write(IVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("kind", vocabulary.Kind);
            WriteTokens(json, vocabulary);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file that it comes from, for the messages of errors.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ModelFileException">It is not JSON, or not exactly a vocabulary.</exception>
    public static IVocabulary Read(string json, string source = "model file")
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            JsonElement root = document.RootElement;
            return KindOf(root) switch
            {
                "char" => ReadCharacters(root),
                "word" => ReadWords(root),
                "bpe" => ReadMerges(root),
                string other => throw new FormatException($"the kind is '{other}', expected one of: char, word, bpe"),
                null => throw new FormatException("it has no kind, expected one of: char, word, bpe"),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new ModelFileException(
                $"Vocabulary in '{source}': {e.Message.TrimEnd('.')}. The file is altered, or was written by another version of Unroll. "
                + "Take the original file, or train the model again.", e);
        }
    }

    private static void WriteTokens(Utf8JsonWriter json, IVocabulary vocabulary)
    {
        switch (vocabulary)
        {
            case CharVocabulary v:
                json.WriteString("characters", string.Concat(v.Characters.Select(c => c.ToString())));
                break;
            case WordVocabulary v:
                json.WriteString("split", v.Split == WordSplit.Blanks ? "blanks" : "marks");
                json.WriteBoolean("lowercase", v.Lowercase);
                json.WriteStartArray("words");
                foreach (string word in v.Words) json.WriteStringValue(word);
                json.WriteEndArray();
                break;
            case BytePairVocabulary v:
                // Flat: left, right, left, right, ...
                json.WriteStartArray("merges");
                foreach ((int left, int right) in v.Merges)
                {
                    json.WriteNumberValue(left);
                    json.WriteNumberValue(right);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException(
                    $"VocabularyJson: cannot write a {vocabulary.GetType().Name}; expected a char, word or bpe vocabulary.",
                    nameof(vocabulary));
        }
    }

    private static string? KindOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("kind", out JsonElement kind) ? kind.ToString() : null;

    private static CharVocabulary ReadCharacters(JsonElement root)
    {
        CheckKeys(root, "characters");
        Rune[] characters = [.. Get(root, "characters", JsonValueKind.String).GetString()!.EnumerateRunes()];
        for (int i = 0; i < characters.Length; i++)
        {
            Check(i == 0 || characters[i] > characters[i - 1], $"character {i + 1} is out of the order of code points");
            Check(characters[i] != Rune.ReplacementChar, "U+FFFD is listed, which is the unknown character");
        }

        return new CharVocabulary(characters);
    }

    private static WordVocabulary ReadWords(JsonElement root)
    {
        CheckKeys(root, "split", "lowercase", "words");
        string split = Get(root, "split", JsonValueKind.String).GetString()!;
        Check(split is "blanks" or "marks", $"'split' is '{split}', expected 'blanks' or 'marks'");
        JsonElement lowercase = Get(root, "lowercase", JsonValueKind.True, JsonValueKind.False);
        HashSet<string> seen = new(["", "<unk>", "<eos>"], StringComparer.Ordinal);
        List<string> words = [];
        foreach (JsonElement word in Get(root, "words", JsonValueKind.Array).EnumerateArray())
        {
            string text = word.GetString()!;
            Check(text is not null && seen.Add(text), $"word {words.Count + 1} is empty, reserved or there twice: '{text}'");
            words.Add(text!);
        }

        return new WordVocabulary(words, split is "blanks" ? WordSplit.Blanks : WordSplit.Marks, lowercase.GetBoolean());
    }

    private static BytePairVocabulary ReadMerges(JsonElement root)
    {
        CheckKeys(root, "merges");
        int[] flat = [.. Get(root, "merges", JsonValueKind.Array).EnumerateArray().Select(id => id.GetInt32())];
        Check(flat.Length % 2 == 0, $"'merges' has {flat.Length} numbers, expected pairs");
        HashSet<(int, int)> seen = [];
        (int Left, int Right)[] merges = new (int, int)[flat.Length / 2];
        List<int> lengths = [.. Enumerable.Repeat(1, BytePairVocabulary.ByteTokens)];
        for (int i = 0; i < merges.Length; i++)
        {
            (int left, int right) = merges[i] = (flat[2 * i], flat[(2 * i) + 1]);
            int limit = BytePairVocabulary.ByteTokens + i;
            Check((uint)left < limit && (uint)right < limit, $"merge {i} is of {left} and {right}, expected ids from 0 and below {limit}");
            Check(seen.Add((left, right)), $"merge {i} repeats an earlier one");
            lengths.Add(lengths[left] + lengths[right]);
            // Merges that double again and again would fill the memory.
            const int max = BytePairUnits.MaxBytes;
            Check(lengths[^1] <= max, $"merge {i} makes a token of {lengths[^1]} bytes, expected at most {max}");
        }

        return new BytePairVocabulary(merges);
    }

    private static void CheckKeys(JsonElement root, params ReadOnlySpan<string> expected)
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            Check(property.Name is "kind" || expected.Contains(property.Name), $"the key '{property.Name}' is unknown");
        }
    }

    private static JsonElement Get(JsonElement root, string key, params ReadOnlySpan<JsonValueKind> kinds)
    {
        Check(root.TryGetProperty(key, out JsonElement value), $"the key '{key}' is missing");
        Check(kinds.Contains(value.ValueKind), $"'{key}' is a {value.ValueKind}, expected a {kinds[0]}");
        return value;
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
