namespace Unroll.Tasks.Report;

/// <summary>An example that the model got wrong.</summary>
/// <param name="Actual">The right label; empty where the content has labels of its own (<see cref="TaggedContent"/>).</param>
/// <param name="Predicted">What the model said; empty as above.</param>
/// <param name="Probability">Of what it said, 0 to 1; NaN where there is none.</param>
/// <param name="Content">The example itself.</param>
/// <param name="Source">Where it stands, such as "test.csv, line 12"; empty where that says nothing.</param>
public sealed record ReportExample(string Actual, string Predicted, double Probability, ReportContent Content, string Source = "");

/// <summary>What an example is: a text, tagged words, a series or an image.</summary>
public abstract record ReportContent
{
    private protected ReportContent()
    {
    }
}

/// <summary>A text, shown as it is, its beginning if it is long.</summary>
/// <param name="Text">Any text: markup, control characters, any script.</param>
public sealed record TextContent(string Text) : ReportContent;

/// <summary>Words with the tags that they have and that they were given.</summary>
/// <param name="Words">In order. Of a long sentence the words around the first error are shown.</param>
public sealed record TaggedContent(IReadOnlyList<TaggedWord> Words) : ReportContent;

/// <summary>A word of a tagged sentence.</summary>
/// <param name="Word">The word.</param>
/// <param name="Actual">Its tag.</param>
/// <param name="Predicted">The tag that it was given.</param>
public readonly record struct TaggedWord(string Word, string Actual, string Predicted);

/// <summary>A series of one channel or several, shown as a sparkline.</summary>
public sealed record SeriesContent : ReportContent
{
    /// <summary>Takes a series.</summary>
    /// <param name="values">[time, channels], row-major; what is not finite is a gap.</param>
    /// <param name="channels">How many.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the channels.</exception>
    public SeriesContent(float[] values, int channels)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (values.Length % channels != 0)
            throw new ArgumentException($"Series of an example: {values.Length} values, expected a multiple of {channels} because it has {channels} channels. Give all channels of each time step.", nameof(values));
        (Values, Channels) = (values, channels);
    }

    /// <summary>[time, channels], row-major.</summary>
    public float[] Values { get; }

    /// <summary>How many values a time step has.</summary>
    public int Channels { get; }
}

/// <summary>A grey image.</summary>
public sealed record ImageContent : ReportContent
{
    /// <summary>Takes an image.</summary>
    /// <param name="grey">[height, width], row-major: 0 is black, 255 white.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The number of pixels does not fit.</exception>
    public ImageContent(byte[] grey, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(grey);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (grey.Length != (long)width * height)
            throw new ArgumentException($"Image of an example: {grey.Length} pixels, expected {(long)width * height} because it is {width} wide and {height} high. Give one byte a pixel.", nameof(grey));
        (Grey, Width, Height) = (grey, width, height);
    }

    /// <summary>[height, width], row-major.</summary>
    public byte[] Grey { get; }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }
}
