using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// Finds the likeliest next words by best-first search over tokens: the beginning with the highest probability is continued first, so
/// words come out in falling order of probability.
/// </summary>
/// <remarks>
/// A word that has been begun is taken back and spelled again by the search, which keeps to what was typed: so the tokens in which it
/// happened to be typed do not matter.
/// </remarks>
internal sealed class WordCompletion(LanguageModelNetwork network, IVocabulary vocabulary)
{
    /// <summary>How many beginnings are continued in one step of the network, and how many at most.</summary>
    private const int Width = 16, MostExpansions = 4096;

    /// <summary>Beginnings below this probability are not followed.</summary>
    private const double Smallest = 1e-5;

    private readonly Predictor _predictor = new(network);
    private readonly string[] _spelling = Spell(vocabulary);

    public IReadOnlyList<Completion> Complete(string text, int count)
    {
        int begun = BegunWord(text);
        string typed = vocabulary is WordVocabulary { Lowercase: true } ? text[begun..].ToLowerInvariant() : text[begun..];
        int[] context = vocabulary.Encode(text.AsSpan(0, begun));
        if (context.Length == 0)
        {
            // Nothing stands before the word: a line begins.
            context = vocabulary.Encode("\n");
        }

        float[] logits = new float[vocabulary.Count];
        float[] state = _predictor.Start;
        _predictor.Read(ref state, context, logits);
        Search search = new(typed, count, bytes: vocabulary is BytePairVocabulary);
        search.Expand(new Node("", 0, state), logits, _spelling);
        Node[] batch = new Node[Width];
        for (int expanded = 0; expanded < MostExpansions;)
        {
            int n = search.Take(batch);
            if (n == 0)
            {
                break;
            }

            float[][] states = [.. batch.Take(n).Select(b => b.State)];
            float[] next = new float[n * vocabulary.Count];
            _predictor.Step(states, [.. batch.Take(n).Select(b => b.Token)], next);
            for (int i = 0; i < n; i++)
            {
                search.Expand(batch[i] with { State = states[i] }, next.AsSpan(i * vocabulary.Count, vocabulary.Count), _spelling);
            }

            expanded += n;
        }

        return search.Results();
    }

    /// <summary>Where the word that the text ends in begins; with it the blank before, which byte pairs keep with the word.</summary>
    private int BegunWord(string text)
    {
        int start = text.Length;
        while (start > 0 && IsWordCharacter(text[start - 1]))
        {
            start--;
        }

        return start < text.Length && start > 0 && vocabulary.Kind == "bpe" && text[start - 1] == ' ' ? start - 1
            : vocabulary.Kind == "bpe" && start == text.Length && start > 0 && text[start - 1] == ' ' ? start - 1
            : start;
    }

    /// <summary>Letters with their marks and digits, in any script; both halves of a character beyond U+FFFF count as such.</summary>
    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '\'' || char.IsSurrogate(c) ||
        char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>
    /// What each token adds to the text, and nothing for the unknown token. A byte pair may be a piece of a character: there, each byte of
    /// UTF-8 stands as the character of its number.
    /// </summary>
    private static string[] Spell(IVocabulary vocabulary)
    {
        string[] spelling = new string[vocabulary.Count];
        for (int i = 0; i < spelling.Length; i++)
        {
            spelling[i] = vocabulary switch
            {
                BytePairVocabulary pairs => Encoding.Latin1.GetString(pairs.DecodeBytes([i])),
                WordVocabulary => i switch { WordVocabulary.UnknownId => "", WordVocabulary.EndOfLineId => "\n", _ => vocabulary.Token(i) + " " },
                _ => i == CharVocabulary.UnknownId ? "" : vocabulary.Token(i),
            };
        }

        return spelling;
    }

    /// <summary>A beginning that may be continued.</summary>
    /// <param name="Text">What the search has spelled.</param>
    /// <param name="LogProbability">Of it.</param>
    /// <param name="State">After all tokens but the last.</param>
    /// <param name="Token">The last token, not read yet.</param>
    private readonly record struct Node(string Text, double LogProbability, float[] State, int Token = -1);

    private sealed class Search(string typed, int count, bool bytes)
    {
        private readonly string _typedAsSpelled = bytes ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(typed)) : typed;
        private readonly PriorityQueue<Node, double> _open = new();
        private readonly Dictionary<string, double> _words = new(StringComparer.Ordinal);
        private double _typedMass;

        public int Take(Span<Node> batch)
        {
            int n = 0;
            while (n < batch.Length && _open.TryPeek(out _, out double cost) && -cost > Math.Log(Smallest) + Math.Log(Math.Max(_typedMass, Smallest)))
            {
                // Nothing that is still open can come among the first any more.
                if (_words.Count >= count && Kth() >= Math.Exp(-cost))
                {
                    break;
                }

                batch[n++] = _open.Dequeue();
            }

            return n;
        }

        public void Expand(Node node, Span<float> logits, string[] spelling)
        {
            double normalizer = LogProbabilities.LogOfSum(logits);
            for (int token = 0; token < logits.Length; token++)
            {
                string text = node.Text + spelling[token];
                double logProbability = node.LogProbability + logits[token] - normalizer;
                if (spelling[token].Length == 0 || !Fits(text) || logProbability < Math.Log(Smallest * Smallest))
                {
                    continue;
                }

                if (!TryRead(text, out string? characters))
                {
                    continue;
                }

                if (characters is not null && EndOfWord(characters) is { } end)
                {
                    // A blank before a line end is of no use to who types.
                    string word = characters[end - 1] == '\n' ? typed + "\n" : characters[..end];
                    _words[word] = _words.GetValueOrDefault(word) + Math.Exp(logProbability);
                    _typedMass += Math.Exp(logProbability);
                }
                else
                {
                    _open.Enqueue(new Node(text, logProbability, node.State, token), -logProbability);
                }
            }
        }

        public IReadOnlyList<Completion> Results()
        {
            // Given what was typed: the probabilities of everything that begins so make up one, found or still open.
            double mass = _words.Values.Sum() + _open.UnorderedItems.Sum(static n => Math.Exp(n.Element.LogProbability));
            return [.. _words.OrderByDescending(static w => w.Value).ThenBy(static w => w.Key, StringComparer.Ordinal)
                .Take(count).Select(w => new Completion(w.Key[typed.Length..], Math.Min(1, w.Value / mass)))];
        }

        private double Kth() => _words.Values.OrderDescending().Skip(count - 1).FirstOrDefault();

        private bool Fits(string text) => text.Length <= _typedAsSpelled.Length
            ? _typedAsSpelled.StartsWith(text, StringComparison.Ordinal)
            : text.StartsWith(_typedAsSpelled, StringComparison.Ordinal);

        /// <summary>From what the tokens spell to characters: null where it ends within one, false where it can never be one.</summary>
        private bool TryRead(string text, out string? characters)
        {
            characters = text;
            if (!bytes || Ascii.IsValid(text))
            {
                return true;
            }

            char[] buffer = new char[text.Length];
            OperationStatus status = Utf8.ToUtf16(Encoding.Latin1.GetBytes(text), buffer, out _, out int written, replaceInvalidSequences: false, isFinalBlock: false);
            characters = status == OperationStatus.Done ? new string(buffer, 0, written) : null;
            return status != OperationStatus.InvalidData;
        }

        /// <summary>
        /// Where the word that has been spelled ends: before the first mark or blank behind a word, and behind a mark that stands alone. Where
        /// what was typed is a whole word already, the next one counts.
        /// </summary>
        private int? EndOfWord(string text)
        {
            if (text.Length <= typed.Length)
            {
                return null;
            }

            // Blanks lead to a word, and any other mark is itself what comes next.
            int i = typed.Length;
            while (i < text.Length && text[i] == ' ')
            {
                i++;
            }

            if (i == text.Length)
            {
                return null;
            }

            if (!IsWordCharacter(text[i]))
            {
                return i + 1;
            }

            while (i < text.Length && IsWordCharacter(text[i]))
            {
                i++;
            }

            return i < text.Length ? i : null;
        }
    }
}
