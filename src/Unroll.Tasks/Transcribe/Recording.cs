using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.Data.Strokes;

namespace Unroll.Tasks.Transcribe;

/// <summary>A sound or a writing as it was read.</summary>
/// <param name="Origin">Where it stands.</param>
internal sealed record Recording(Origin Origin)
{
    /// <summary>What is said or written; null in data without.</summary>
    public string? Text { get; init; }

    /// <summary>Where that stands.</summary>
    public Origin TextOrigin { get; init; } = Origin;

    /// <summary>The sound, where it is one.</summary>
    public Waveform? Sound { get; init; }

    /// <summary>The writing, where it is one.</summary>
    public Ink? Ink { get; init; }

    /// <summary>What may not be parted between training and validation, or null.</summary>
    public string? Group { get; init; }

    /// <summary>What all recordings of a string share, such as the speaker, or null.</summary>
    public string? JoinedBy { get; init; }
}
