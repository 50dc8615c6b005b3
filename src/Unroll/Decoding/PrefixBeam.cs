namespace Unroll.Decoding;

/// <summary>The beginnings of labellings of one sequence, as a tree.</summary>
internal sealed class PrefixBeam
{
    private const int Stays = -1;

    private readonly CtcBeamSearchOptions _options;
    private readonly int _classes;
    private readonly TopCandidates _candidates;
    private List<Prefix> _beam, _next = [];
    private int _step, _settled;

    public PrefixBeam(CtcBeamSearchOptions options, int classes)
    {
        (_options, _classes) = (options, classes);
        _candidates = new TopCandidates(options.Width);
        _beam = [new Prefix(null, Stays) { Blank = 0, InBeam = true, BlankPath = new Path(0, null) }];
    }

    public void Advance(ReadOnlySpan<float> logProbabilities)
    {
        foreach (Prefix prefix in _beam)
        {
            prefix.NextBlank = prefix.Total + logProbabilities[_options.Blank];
            prefix.NextBlankPath = prefix.BestPath.Times(logProbabilities[_options.Blank]);
            (prefix.NextLabel, prefix.NextLabelPath) = (double.NegativeInfinity, Path.None);
            if (prefix.Parent is not null)
            {
                prefix.NextLabel = prefix.Label + logProbabilities[prefix.Symbol];
                prefix.NextLabelPath = prefix.LabelPath.Times(logProbabilities[prefix.Symbol]);
            }
        }

        _candidates.Clear();
        for (int i = 0; i < _beam.Count; i++)
        {
            OfferLonger(_beam[i], i, logProbabilities);
        }

        // Only now have all paths into a beginning of the beam been added.
        for (int i = 0; i < _beam.Count; i++)
        {
            Prefix prefix = _beam[i];
            _candidates.Offer(Score(LogProbabilities.Add(prefix.NextBlank, prefix.NextLabel), prefix.Language, prefix.Length), i, Stays);
        }

        Keep(logProbabilities);
        _step++;
        if (_options.Settle > 0 && _beam.Count > 0)
        {
            Settle();
        }
    }

    public IReadOnlyList<CtcHypothesis> Result() =>
    [
        .. _beam.Select(p => new CtcHypothesis(p.Labels(), p.Total, Score(p.Total, p.Language, p.Length)) { Steps = p.Steps() }).OrderByDescending(static h => h.Score).Take(_options.Best),
    ];

    /// <summary>The labels that all beginnings share, which nothing still to come can change, by the path of the best one.</summary>
    /// <param name="after">How many of them are known already.</param>
    /// <returns>The others.</returns>
    public IReadOnlyList<(int Label, int Step)> Sure(int after)
    {
        if (_beam.Count == 0)
        {
            return [];
        }

        Prefix common = _beam.Aggregate(Prefix.Common);
        if (common.Length <= after)
        {
            return [];
        }

        int[] steps = Best().Steps();
        return [.. common.Labels().Select((label, i) => (label, steps[i])).Skip(after)];
    }

    private Prefix Best() => _beam.MaxBy(p => Score(p.Total, p.Language, p.Length))!;

    /// <summary>Drops the beginnings that lack a label which the best one has held for long enough.</summary>
    private void Settle()
    {
        Prefix best = Best();
        int count = best.LabelsEnteredBy(_step - 1 - _options.Settle);
        if (count <= _settled)
        {
            return;
        }

        _settled = count;
        Prefix settled = best.Beginning(count);
        foreach (Prefix prefix in _beam)
        {
            prefix.InBeam = prefix.Length >= count && prefix.Beginning(count) == settled;
            prefix.Prune();
        }

        _beam.RemoveAll(static prefix => !prefix.InBeam);
    }

    /// <summary>ℓ + k for all k: added to where it is in the beam already, else a candidate.</summary>
    private void OfferLonger(Prefix prefix, int row, ReadOnlySpan<float> logProbabilities)
    {
        float[]? language = LanguageOf(prefix);
        for (int symbol = 0; symbol < _classes; symbol++)
        {
            if (symbol == _options.Blank || logProbabilities[symbol] < _options.LeastLogProbability)
            {
                continue;
            }

            double path = Longer(prefix, symbol, logProbabilities);
            if (prefix.Children is not null && prefix.Children.TryGetValue(symbol, out Prefix? child) && child.InBeam)
            {
                child.NextLabel = LogProbabilities.Add(child.NextLabel, path);
                Path into = LongerPath(prefix, symbol, logProbabilities);
                child.NextLabelPath = into.Log > child.NextLabelPath.Log ? into : child.NextLabelPath;
            }
            else
            {
                _candidates.Offer(Score(path, prefix.Language + (language?[symbol] ?? 0), prefix.Length + 1), row, symbol);
            }
        }
    }

    private static double Longer(Prefix prefix, int symbol, ReadOnlySpan<float> logProbabilities) =>
        (prefix.Parent is not null && symbol == prefix.Symbol ? prefix.Blank : prefix.Total) + logProbabilities[symbol];

    /// <summary>The likeliest of the paths that <see cref="Longer"/> adds up.</summary>
    private Path LongerPath(Prefix prefix, int symbol, ReadOnlySpan<float> logProbabilities)
    {
        Path from = prefix.Parent is not null && symbol == prefix.Symbol ? prefix.BlankPath : prefix.BestPath;
        return new Path(from.Log + logProbabilities[symbol], new Entry(_step, from.Last));
    }

    private double Score(double path, double language, int length) =>
        path + (_options.LanguageModel is null ? 0 : _options.LanguageModelWeight * language) + (_options.InsertionBonus * length);

    /// <summary>Makes the best candidates the beam.</summary>
    private void Keep(ReadOnlySpan<float> logProbabilities)
    {
        _next.Clear();
        for (int rank = 0; rank < _candidates.Count; rank++)
        {
            Candidate c = _candidates[rank];
            if (c.Score < _candidates[0].Score - _options.Margin)
            {
                continue;
            }

            Prefix prefix = _beam[c.Row];
            if (c.Token != Stays)
            {
                double path = Longer(prefix, c.Token, logProbabilities);
                float language = LanguageOf(prefix)?[c.Token] ?? 0;
                prefix = prefix.Child(c.Token, language);
                (prefix.NextBlank, prefix.NextLabel) = (double.NegativeInfinity, path);
                (prefix.NextBlankPath, prefix.NextLabelPath) = (Path.None, LongerPath(_beam[c.Row], c.Token, logProbabilities));
            }

            _next.Add(prefix);
        }

        foreach (Prefix prefix in _beam)
        {
            prefix.InBeam = false;
        }

        foreach (Prefix prefix in _next)
        {
            (prefix.Blank, prefix.Label, prefix.InBeam) = (prefix.NextBlank, prefix.NextLabel, true);
            (prefix.BlankPath, prefix.LabelPath) = (prefix.NextBlankPath, prefix.NextLabelPath);
        }

        foreach (Prefix prefix in _beam)
        {
            prefix.Prune();
        }

        (_beam, _next) = (_next, _beam);
    }

    private float[]? LanguageOf(Prefix prefix)
    {
        if (_options.LanguageModel is { } model && prefix.Following is null)
        {
            prefix.Following = new float[_classes];
            model.LogProbabilities(prefix.Labels(), prefix.Following);
        }

        return prefix.Following;
    }

    /// <summary>The time step at which a path enters its last label, and those of the labels before.</summary>
    private sealed record Entry(int Step, Entry? Before);

    /// <summary>The likeliest single path of some.</summary>
    private readonly record struct Path(double Log, Entry? Last)
    {
        public static Path None => new(double.NegativeInfinity, null);

        public Path Times(double logProbability) => this with { Log = Log + logProbability };
    }

    /// <summary>A beginning ℓ of a labelling.</summary>
    private sealed class Prefix(Prefix? parent, int symbol)
    {
        public Prefix? Parent => parent;

        /// <summary>c, the last label.</summary>
        public int Symbol => symbol;

        public int Length { get; } = parent is null ? 0 : parent.Length + 1;

        /// <summary>ln p of ℓ by the language model.</summary>
        public double Language { get; private init; }

        /// <summary>ln p of the paths that end in a blank, and of those that end in c.</summary>
        public double Blank { get; set; } = double.NegativeInfinity;

        public double Label { get; set; } = double.NegativeInfinity;

        public double NextBlank { get; set; }

        public double NextLabel { get; set; }

        public double Total => LogProbabilities.Add(Blank, Label);

        /// <summary>The likeliest path that ends in a blank, and the likeliest one that ends in c.</summary>
        public Path BlankPath { get; set; } = Path.None;

        public Path LabelPath { get; set; } = Path.None;

        public Path NextBlankPath { get; set; } = Path.None;

        public Path NextLabelPath { get; set; } = Path.None;

        public Path BestPath => BlankPath.Log >= LabelPath.Log ? BlankPath : LabelPath;

        public bool InBeam { get; set; }

        /// <summary>What the language model says may follow, once asked.</summary>
        public float[]? Following { get; set; }

        /// <summary>Longer beginnings that are in the beam, or lead to one that is.</summary>
        public Dictionary<int, Prefix>? Children { get; private set; }

        public Prefix Child(int label, float language)
        {
            Children ??= [];
            if (!Children.TryGetValue(label, out Prefix? child))
            {
                Children[label] = child = new Prefix(this, label) { Language = Language + language };
            }

            return child;
        }

        /// <summary>Forgets a beginning that nothing needs any more.</summary>
        public void Prune()
        {
            if (!InBeam && Children is not { Count: > 0 } && parent is not null)
            {
                parent.Children?.Remove(symbol);
                parent.Prune();
            }
        }

        /// <summary>Its first labels.</summary>
        public Prefix Beginning(int length)
        {
            Prefix at = this;
            while (at.Length > length)
            {
                at = at.Parent!;
            }

            return at;
        }

        /// <summary>The longest beginning of both.</summary>
        public static Prefix Common(Prefix a, Prefix b)
        {
            while (a != b)
            {
                (a, b) = a.Length >= b.Length ? (a.Parent!, b) : (a, b.Parent!);
            }

            return a;
        }

        /// <summary>How many labels the likeliest path has entered by a time step. A long stream asks at every step, so only what came later is looked at.</summary>
        public int LabelsEnteredBy(int step)
        {
            int count = Length;
            for (Entry? at = BestPath.Last; at is not null && at.Step > step; at = at.Before)
            {
                count--;
            }

            return count;
        }

        public int[] Steps()
        {
            int[] steps = new int[Length];
            int i = Length;
            for (Entry? at = BestPath.Last; at is not null; at = at.Before)
            {
                steps[--i] = at.Step;
            }

            return steps;
        }

        public int[] Labels()
        {
            int[] labels = new int[Length];
            for (Prefix at = this; at.Parent is { } before; at = before)
            {
                labels[at.Length - 1] = at.Symbol;
            }

            return labels;
        }
    }
}
