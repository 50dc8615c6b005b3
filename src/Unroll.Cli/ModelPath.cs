using Unroll.Tasks;

namespace Unroll.Cli;

/// <summary>Finds the model that a MODEL argument names.</summary>
internal static class ModelPath
{
    /// <summary>Opens the model that an argument names.</summary>
    public static ITrainedModel Open(string model, int threads)
    {
        string path = Find(model);
        return TaskCatalog.OfModel(path).Load(path, threads);
    }

    /// <summary>Opens a model for a verb that only models of one kind can serve.</summary>
    /// <exception cref="ModelFileException">It is of another kind; the message says which verb uses it.</exception>
    public static TModel Open<TModel>(string model, int threads, string verb)
        where TModel : class, ITrainedModel
    {
        string path = Find(model);
        ITask task = TaskCatalog.OfModel(path);
        return task.Load(path, threads) as TModel ?? throw new ModelFileException(
            $"'{path}' is a model of the task '{task.Name}', which '{verb}' cannot use; expected {Expected(verb)}. Use it with 'unroll {VerbOf(task.Name)} {Invoked.Quote(model)}'.");
    }

    private static string Expected(string verb) => verb switch
    {
        "generate" or "complete" => "a language model",
        "chat" => "a model that was trained with \"task\": \"translate\" on dialogues",
        _ => $"a model that was trained with \"task\": \"{verb}\"",
    };

    private static string VerbOf(string task) => task == "language-model" ? "complete" : task;

    /// <summary>The model file: the argument itself, or <c>model.safetensors</c> in it.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static string Find(string model)
    {
        if (File.Exists(model))
            return model;
        string inside = Path.Combine(model, RunFiles.Model);
        if (File.Exists(inside))
            return inside;
        if (File.Exists(Path.Combine(model, RunFiles.Checkpoint)))
        {
            throw new ModelFileException($"The folder '{model}' holds a checkpoint but no {RunFiles.Model}, because training has not come to its first " +
                $"validation. Go on with 'unroll train --resume {Invoked.Quote(model)}'.");
        }

        string what = Directory.Exists(model) ? $"The folder '{model}' holds no {RunFiles.Model}" : $"The model '{model}' does not exist";
        throw new ModelFileException($"{what}; expected a .safetensors file or a folder that 'unroll train --out DIR' wrote. Check the path, or train a model first.");
    }
}
