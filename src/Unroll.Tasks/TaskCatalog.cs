using Unroll.Storage;
using Unroll.Tasks.Caption;
using Unroll.Tasks.Classify;
using Unroll.Tasks.Compose;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Tasks.Tag;
using Unroll.Tasks.Transcribe;
using Unroll.Tasks.Translate;

namespace Unroll.Tasks;

/// <summary>Every task there is. A new task is a new row here and in <see cref="RecipeTask.All"/>.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks.</summary>
    public static IReadOnlyList<ITask> All { get; } =
    [
        new LanguageModelTask(),
        new ClassifyTask(),
        new TagTask(),
        new ForecastTask(),
        new TranscribeTask(),
        new ComposeTask(),
        new TranslateTask(),
        new CaptionTask(),
    ];

    /// <summary>The task of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>The task.</returns>
    public static ITask Of(Recipe recipe) => All.Single(t => t.Name == recipe.Task);

    /// <summary>The task of a model file.</summary>
    /// <param name="modelPath">A .safetensors file that training wrote.</param>
    /// <returns>The task.</returns>
    /// <exception cref="ModelFileException">The file is missing or broken, or says no task that there is.</exception>
    public static ITask OfModel(string modelPath)
    {
        string? name = ModelMetadata.TaskOf(SafeTensorsFile.Read(modelPath));
        return name is null
            ? throw new ModelFileException($"'{modelPath}' is not a model of Unroll: its metadata holds no recipe. Give the model.safetensors of a training run.")
            : All.FirstOrDefault(t => t.Name == name) ?? throw new ModelFileException(
                $"'{modelPath}' is a model of the task '{name}', expected one of {string.Join(", ", All.Select(t => t.Name))}. It is from another version of Unroll.");
    }
}
