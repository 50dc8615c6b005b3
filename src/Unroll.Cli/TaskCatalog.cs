using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli;

/// <summary>The one place where the command line gets its tasks.</summary>
internal static class TaskCatalog
{
    /// <summary>The language-model task.</summary>
    public static ILanguageModelTask LanguageModel() => new LanguageModelTask();
}
