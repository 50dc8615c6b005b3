namespace Unroll.Tasks.LanguageModel;

/// <summary>A trained language model.</summary>
public interface ILanguageModel : ITrainedModel
{
    /// <summary>Writes on after a prompt, piece by piece as it comes.</summary>
    /// <param name="prompt">Any text, also none. It is not repeated in the output.</param>
    /// <param name="s">How to draw.</param>
    /// <returns>Pieces of text, together <see cref="GenerateSettings.Length"/> tokens long.</returns>
    IEnumerable<string> Generate(string prompt, GenerateSettings s);

    /// <summary>The most likely next words after a text that may end in the middle of a word.</summary>
    /// <param name="text">What was typed so far.</param>
    /// <param name="count">How many to give, at least 1.</param>
    /// <returns>The likeliest first; <see cref="Completion.Text"/> is what to append.</returns>
    IReadOnlyList<Completion> Complete(string text, int count);
}
