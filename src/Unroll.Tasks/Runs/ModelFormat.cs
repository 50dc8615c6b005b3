using System.Text.Json;
using Unroll.Layers;
using Unroll.Storage;

namespace Unroll.Tasks.Runs;

/// <summary>How the model files of one task are opened: every task's file is read, refused and quantised in the same way.</summary>
/// <typeparam name="TModel">What a file holds.</typeparam>
/// <param name="name">The entry <c>unroll.format</c> of its files.</param>
/// <param name="what">What such a model is called in messages.</param>
/// <param name="make">Makes the model of the metadata, with the parameters loaded.</param>
/// <param name="parameters">The parameters of a model.</param>
internal sealed class ModelFormat<TModel>(string name, string what, Func<ModelMetadata, TModel> make, Func<TModel, Parameters> parameters)
{
    /// <summary>The entry <c>unroll.format</c> of its files.</summary>
    public string Name => name;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It is another kind of model, altered, or from another version of Unroll.</exception>
    public TModel Read(string path) => Open(path, SafeTensorsFile.Read(path));

    /// <summary>Writes a model with its matrices in fewer bits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="precision">What to round to.</param>
    /// <param name="target">The file to write.</param>
    public ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, parameters(Open(path, file)), precision, target);
    }

    private TModel Open(string path, SafeTensorsFile file)
    {
        try
        {
            return make(new ModelMetadata(path, file, name, what));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or DataException or ArgumentException)
        {
            throw new ModelFileException($"'{path}': the metadata cannot be understood: {e.Message} The file is altered or from another version of Unroll.", e);
        }
    }
}
