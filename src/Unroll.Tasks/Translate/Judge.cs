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
        (string main, double value) = Metrics([.. found.Select(h => _encoding.Target.Decode([.. h[0].Tokens]))], [.. some.Select(i => _questions[i])]).First();
        return main switch
        {
            "bleu" => 1 - (value / 100),
            "exact" => 1 - value,
            _ => value,
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
            if (!CountsWords)
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

    /// <summary>Whether targets are texts in words, for which BLEU was made, and not phonemes or other symbols.</summary>
    private bool CountsWords => _options.Format != "dictionary" && _options.TargetTokens != "symbols";

    /// <summary>
    /// Of a dictionary the phoneme error rate, the share of words that are wrong, and of those that are right. Of symbols the share that is wrong. Of texts
    /// BLEU, chrF and those exactly right; before that, of single characters, their error rate. Of answers, those that are exactly right come first.
    /// </summary>
    private Dictionary<string, double> Metrics(IReadOnlyList<string> texts, IReadOnlyList<RightAnswers> questions)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        if (_options.Format == "dictionary")
        {
            EditRate phonemes = Edits(texts, questions, EditRate.Words);
            (metrics["per"], metrics["wer"], metrics["exact"]) = (phonemes.Rate, 1 - phonemes.Exact, phonemes.Exact);
            return metrics;
        }

        // What is written in lower case is judged so, and the signature says it.
        ExactMatch exact = new(_options.Lowercase);
        Bleu bleu = new(_options.Lowercase);
        ChrF chrF = new(lowercase: _options.Lowercase);
        for (int i = 0; i < texts.Count; i++)
        {
            exact.Add(texts[i], questions[i].Targets);
            if (CountsWords)
            {
                bleu.Add(texts[i], questions[i].Targets);
                chrF.Add(texts[i], questions[i].Targets);
            }
        }

        if (_options.Format == "dialogues")
        {
            metrics["exact"] = exact.Share;
        }
        else if (_options.TargetTokens is "char" or "symbols")
        {
            bool characters = _options.TargetTokens == "char";
            metrics[characters ? "cer" : "wer"] = Edits(texts, questions, characters ? EditRate.Characters : EditRate.Words).Rate;
        }

        if (CountsWords)
        {
            (metrics["bleu"], metrics["chrf"]) = (bleu.Score, chrF.Score);
        }

        metrics["exact"] = exact.Share;
        return metrics;
    }

    private EditRate Edits(IReadOnlyList<string> texts, IReadOnlyList<RightAnswers> questions, Func<string, string[]> cut)
    {
        EditRate rate = new();
        for (int i = 0; i < texts.Count; i++)
        {
            rate.Add(cut(Fold(texts[i])), [.. questions[i].Targets.Select(t => cut(Fold(t)))]);
        }

        return rate;
    }

    private string Fold(string text) => _options.Lowercase ? text.ToLowerInvariant() : text;
}
