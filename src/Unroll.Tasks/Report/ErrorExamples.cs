namespace Unroll.Tasks.Report;

/// <summary>Examples that the model got wrong, as a list of cards.</summary>
internal static class ErrorExamples
{
    /// <summary>Nobody reads more than this.</summary>
    public const int Most = 60;

    private const int MostCharacters = 600, MostWords = 80, ImagePixels = 96;

    /// <summary>The cards of the first examples.</summary>
    public static Markup List(IReadOnlyList<ReportExample> errors)
    {
        Markup list = new();
        bool tagged = errors.Any(static e => e.Content is TaggedContent);
        if (tagged)
            list.Add($"""<p class="muted">Below a word stands its actual tag. Where the model differs, the word is framed, and its answer follows after the sign ≠.</p>""");
        list.Add($"""<ol class="{(tagged ? "errors wide" : "errors")}">""");
        foreach (ReportExample error in errors.Take(Most))
        {
            list.Add($"<li>{Verdict(error)}{Content(error.Content)}");
            if (error.Source.Length > 0)
                list.Add($"""<p class="muted">{error.Source}</p>""");
            list.Add($"</li>");
        }

        return list.Add($"</ol>");
    }

    private static Markup Verdict(ReportExample error)
    {
        Markup verdict = new();
        if (error.Actual.Length > 0 || error.Predicted.Length > 0)
        {
            verdict.Add($"""<p class="verdict"><span class="muted">actual</span> <bdi class="good">{error.Actual}</bdi> <span class="muted">predicted</span> <bdi class="bad">{error.Predicted}</bdi>""");
            if (double.IsFinite(error.Probability))
                verdict.Add($""" <span class="muted">with {Rounded.Share(error.Probability)}</span>""");
            verdict.Add($"</p>");
        }
        else if (error.Content is TaggedContent tagged)
        {
            verdict.Add($"""<p class="verdict muted">{tagged.Words.Count(IsWrong)} of {tagged.Words.Count} tags wrong</p>""");
        }

        return verdict;
    }

    private static Markup Content(ReportContent content) => content switch
    {
        TextContent text => Text(text.Text),
        TaggedContent tagged => Tagged(tagged.Words),
        SeriesContent series => new Markup().Add($"""{Sparkline.Svg(series)}<p class="muted">{Sparkline.Describe(series)}</p>"""),
        ImageContent image => Image(image),
        _ => new Markup(),
    };

    private static Markup Text(string text)
    {
        // The language is not known, and each text has a direction of its own.
        Markup markup = new();
        markup.Add($"""<p class="text" lang="" dir="auto">{Rounded.Start(text, MostCharacters)}</p>""");
        if (text.Length > MostCharacters)
            markup.Add($"""<p class="muted">the beginning of {Rounded.Count(text.Length)} characters</p>""");
        return markup;
    }

    private static Markup Tagged(IReadOnlyList<TaggedWord> words)
    {
        int wrong = Enumerable.Range(0, words.Count).FirstOrDefault(i => IsWrong(words[i]));
        int from = Math.Clamp(wrong - (MostWords / 2), 0, Math.Max(0, words.Count - MostWords)), to = Math.Min(words.Count, from + MostWords);
        Markup markup = new();
        markup.Add($"""<p class="words" lang="" dir="auto">{(from > 0 ? "… " : "")}""");
        for (int i = from; i < to; i++)
        {
            TaggedWord word = words[i];
            if (IsWrong(word))
                markup.Add($"""<span class="wrong"><bdi>{word.Word}</bdi><small dir="ltr"><bdi class="good">{word.Actual}</bdi> ≠ <bdi class="bad">{word.Predicted}</bdi></small></span> """);
            else
                markup.Add($"""<span><bdi>{word.Word}</bdi><small>{(word.Actual == "O" ? "\u00a0" : word.Actual)}</small></span> """);
        }

        return markup.Add($"{(to < words.Count ? "…" : "")}</p>");
    }

    private static Markup Image(ImageContent image)
    {
        // Pixels of whole size look as they are.
        int scale = Math.Max(1, ImagePixels / Math.Max(image.Width, image.Height));
        return new Markup().Add($"""<img src="{GreyPng.DataUri(image)}" width="{image.Width * scale}" height="{image.Height * scale}" alt="grey image, {image.Width} by {image.Height} pixels"/>""");
    }

    private static bool IsWrong(TaggedWord word) => !string.Equals(word.Actual, word.Predicted, StringComparison.Ordinal);
}
