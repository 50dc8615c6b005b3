using Unroll.Data.Pairs;
using Unroll.Decoding;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>
/// How good translations of given pairs are. Where the format allows several right targets of a source, each of them counts and the source is
/// translated once; two aligned files are judged line by line.
/// </summary>
internal sealed class Judge
{
    /// <summary>While training, no more sources than this are translated: enough to tell good from better.</summary>
    private const int MostWhileTraining = 1024;

    private readonly TranslateDataOptions _options;
    private readonly PairEncoding _encoding;
    private readonly IReadOnlyList<RightAnswers> _questions;
    private readonly int[][] _sources;

    public Judge(TranslateDataOptions options, PairEncoding encoding, EncodedPairs pairs)
    {
        (_options, _encoding, Pairs) = (options, encoding, pairs);
        _questions = options.HasAlternatives ? RightAnswers.Of(pairs.Pairs) : [.. pairs.Pairs.Select(p => new RightAnswers(p.Source, [p.Target], p.Origin))];
        _sources = [.. _questions.Select(q => encoding.EncodeSource(q.Source))];
    }

    public EncodedPairs Pairs { get; }

    public IReadOnlyList<RightAnswers> Questions => _questions;

    /// <summary>The tokens of the source of each question.</summary>
    public IReadOnlyList<int[]> Sources => _sources;

    /// <summary>What the first metric lacks for being perfect, about 0 to 1, when some sources are translated greedily.</summary>
    public double Lack(Translator translator)
    {
        int[] some = [.. Enumerable.Range(0, Math.Min(_questions.Count, MostWhileTraining)).Select(i => (int)((long)i * _questions.Count / Math.Min(_questions.Count, MostWhileTraining)))];
        IReadOnlyList<Hypothesis>[] found = translator.Translate([.. some.Select(i => _sources[i])], new DecodeOptions(1, 0, 0, 2 * (_sources.Max(s => s.Length) + 10)));
        Dictionary<string, double> metrics = Metrics([.. found.Select(h => _encoding.Target.Decode([.. h[0].Tokens]))], [.. some.Select(i => _questions[i])]);
        return _options.Format switch
        {
            "dictionary" => metrics["per"],
            "dialogues" => 1 - metrics["exact"],
            _ => 1 - (metrics["bleu"] / 100),
        };
    }

    /// <summary>The metrics of texts, the main one first, without those of the loss.</summary>
    /// <param name="texts">A text for each question.</param>
    public Dictionary<string, double> Metrics(IReadOnlyList<string> texts) => Metrics(texts, _questions);

    /// <summary>How BLEU was counted, in the words of sacreBLEU; null where it is not.</summary>
    public string? Signature
    {
        get
        {
            if (_options.Format == "dictionary")
            {
                return null;
            }

            Bleu bleu = new(_options.Lowercase);
            foreach (RightAnswers question in _questions)
            {
                bleu.Add("", question.Targets);
            }

            return bleu.Signature;
        }
    }

    private Dictionary<string, double> Metrics(IReadOnlyList<string> texts, IReadOnlyList<RightAnswers> questions)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        if (_options.Format == "dictionary")
        {
            EditRate phonemes = new();
            for (int i = 0; i < texts.Count; i++)
            {
                phonemes.Add(EditRate.Words(texts[i]), [.. questions[i].Targets.Select(EditRate.Words)]);
            }

            (metrics["per"], metrics["wer"], metrics["exact"]) = (phonemes.Rate, 1 - phonemes.Exact, phonemes.Exact);
            return metrics;
        }

        // Folded references would flatter no one: what is written in lower case is judged so, and the signature says it.
        Bleu bleu = new(_options.Lowercase);
        ChrF chrF = new(lowercase: _options.Lowercase);
        ExactMatch exact = new(_options.Lowercase);
        for (int i = 0; i < texts.Count; i++)
        {
            bleu.Add(texts[i], questions[i].Targets);
            chrF.Add(texts[i], questions[i].Targets);
            exact.Add(texts[i], questions[i].Targets);
        }

        if (_options.Format == "dialogues")
        {
            metrics["exact"] = exact.Share;
        }

        (metrics["bleu"], metrics["chrf"], metrics["exact"]) = (bleu.Score, chrF.Score, exact.Share);
        return metrics;
    }
}
