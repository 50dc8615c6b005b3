using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli;

/// <summary>Finds the model that a MODEL argument names.</summary>
internal static class ModelPath
{
    /// <summary>Opens the model that an argument names.</summary>
    public static ILanguageModel Open(string model, int threads)
    {
        string path = Find(model);
        return TaskCatalog.LanguageModel().Load(path, threads);
    }

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
