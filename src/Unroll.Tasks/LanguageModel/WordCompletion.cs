using System.Text;
using Unroll.Data.Vocabularies;

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
        string typed = text[begun..];
        int[] context = vocabulary.Encode(text.AsSpan(0, begun));
        if (context.Length == 0)
        {
            // Nothing stands before the word: a line begins.
            context = vocabulary.Encode("\n");
        }

        float[] logits = new float[vocabulary.Count];
        float[] state = _predictor.Start;
        _predictor.Read(ref state, context, logits);
        Search search = new(typed, count);
        search.Expand(new Node("", 0, state), logits, _spelling);
        Node[] batch = new Node[Width];
        for (int expanded = 0; expanded < MostExpansions && !search.Done;)
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

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '\'';

    /// <summary>What each token adds to the text.</summary>
    private static string[] Spell(IVocabulary vocabulary)
    {
        string[] spelling = new string[vocabulary.Count];
        for (int i = 0; i < spelling.Length; i++)
        {
            spelling[i] = vocabulary is WordVocabulary
                ? i switch { WordVocabulary.UnknownId => "", WordVocabulary.EndOfLineId => "\n", _ => vocabulary.Token(i) + " " }
                : vocabulary is CharVocabulary && i == CharVocabulary.UnknownId ? "" : vocabulary.Decode([i]);
        }

        return spelling;
    }

    /// <summary>A beginning that may be continued.</summary>
    /// <param name="Text">What the search has spelled.</param>
    /// <param name="LogProbability">Of it.</param>
    /// <param name="State">After all tokens but the last.</param>
    /// <param name="Token">The last token, not read yet.</param>
    private readonly record struct Node(string Text, double LogProbability, float[] State, int Token = -1);

    private sealed class Search(string typed, int count)
    {
        private readonly PriorityQueue<Node, double> _open = new();
        private readonly Dictionary<string, double> _words = new(StringComparer.Ordinal);
        private double _typedMass;

        public bool Done { get; private set; }

        public int Take(Span<Node> batch)
        {
            int n = 0;
            while (n < batch.Length && _open.TryPeek(out _, out double cost) && -cost > Math.Log(Smallest) + Math.Log(Math.Max(_typedMass, Smallest)))
            {
                Done = _words.Count >= count && Kth() >= Math.Exp(-cost);
                if (Done)
                {
                    return 0;
                }

                batch[n++] = _open.Dequeue();
            }

            return n;
        }

        public void Expand(Node node, Span<float> logits, string[] spelling)
        {
            double normalizer = LogSumExp(logits);
            for (int token = 0; token < logits.Length; token++)
            {
                string text = node.Text + spelling[token];
                double logProbability = node.LogProbability + logits[token] - normalizer;
                if (spelling[token].Length == 0 || !Fits(text) || logProbability < Math.Log(Smallest * Smallest))
                {
                    continue;
                }

                if (EndOfWord(text) is { } end)
                {
                    string word = text[..end];
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
            return [.. _words.Where(w => w.Key.Length > typed.Length).OrderByDescending(static w => w.Value).ThenBy(static w => w.Key, StringComparer.Ordinal)
                .Take(count).Select(w => new Completion(w.Key[typed.Length..], Math.Min(1, w.Value / mass)))];
        }

        private double Kth() => _words.Where(w => w.Key.Length > typed.Length).Select(static w => w.Value).OrderDescending().Skip(count - 1).FirstOrDefault();

        private bool Fits(string text) => text.Length <= typed.Length
            ? typed.StartsWith(text, StringComparison.Ordinal)
            : text.StartsWith(typed, StringComparison.Ordinal);

        /// <summary>Where the word that has been spelled ends: before the first mark or blank behind a word, and behind a mark that stands alone.</summary>
        private int? EndOfWord(string text)
        {
            if (text.Length <= typed.Length)
            {
                return null;
            }

            int i = typed.Length;
            if (!IsWordCharacter(text[i]) || typed.Trim().Length == 0)
            {
                // No word has been begun, or the one typed is whole: blanks lead to the next, and any other mark is itself what comes next.
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
            }

            while (i < text.Length && IsWordCharacter(text[i]))
            {
                i++;
            }

            return i < text.Length ? i : null;
        }

        private static double LogSumExp(Span<float> logits)
        {
            double max = double.NegativeInfinity, sum = 0;
            foreach (float x in logits)
            {
                max = Math.Max(max, x);
            }

            foreach (float x in logits)
            {
                sum += Math.Exp(x - max);
            }

            return max + Math.Log(sum);
        }
    }
}
