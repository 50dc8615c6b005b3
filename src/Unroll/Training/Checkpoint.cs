using System.Globalization;
using Unroll.Layers;
using Unroll.Optimizers;
using Unroll.Storage;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>
/// A training checkpoint: the parameters under their names, the optimiser's buffers as <c>optimizer.NAME</c>, what the task carries as
/// <c>task.NAME</c>, and the position of training in the metadata.
/// </summary>
internal sealed class Checkpoint
{
    private const string Prefix = "unroll.training.";

    private readonly string _path;
    private readonly SafeTensorsFile _file;

    private Checkpoint(string path, SafeTensorsFile file) => (_path, _file) = (path, file);

    /// <summary>An entry about the position of training.</summary>
    public string this[string key] => _file.Metadata.TryGetValue(Prefix + key, out string? value)
        ? value
        : throw new ModelFileException($"'{_path}' is not a training checkpoint: the entry '{key}' is missing. Resume from the directory of a training run.");

    public static string ReadNote(string path, string note) => ReadFile(path).Metadata.TryGetValue(note, out string? value)
        ? value
        : throw new ModelFileException($"'{path}' is not a training checkpoint: the entry '{note}' is missing. Resume from the directory of a training run.");

    public static Checkpoint Read(string path, IReadOnlyDictionary<string, string> expected)
    {
        Checkpoint checkpoint = new(path, ReadFile(path));
        foreach ((string key, string value) in expected)
        {
            if (!checkpoint._file.Metadata.TryGetValue(key, out string? was) || was != value)
            {
                throw new ModelFileException($"The checkpoint '{path}' was made with another {key}: training can only go on as it began. Resume without changes, or start anew with another --out.");
            }
        }

        return checkpoint;
    }

    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> progress,
        Parameters parameters, Optimizer optimizer, IReadOnlyList<(string Name, Tensor Value)> task)
    {
        Dictionary<string, string> all = new(metadata, StringComparer.Ordinal);
        foreach ((string key, string value) in progress)
        {
            all[Prefix + key] = value;
        }

        all[Prefix + "optimizerStep"] = optimizer.Step.ToString(CultureInfo.InvariantCulture);
        List<SafeTensor> tensors = [.. ModelTensors.Of(parameters)];
        for (int i = 0; i < optimizer.StateTensors; i++)
        {
            Span<float> state = optimizer.State(i);
            tensors.Add(SafeTensor.FromSingle("optimizer." + optimizer.StateNames[i], [state.Length], state));
        }

        foreach ((string name, Tensor value) in task)
        {
            tensors.Add(SafeTensor.FromSingle("task." + name, [value.Shape.Length], value.Values));
        }

        SafeTensorsFile.Write(path, all, tensors);
    }

    public void Restore(Parameters parameters, Optimizer optimizer, IReadOnlyList<(string Name, Tensor Value)> task)
    {
        ModelTensors.Load(_path, _file, parameters);
        for (int i = 0; i < optimizer.StateTensors; i++)
        {
            Fill("optimizer." + optimizer.StateNames[i], optimizer.State(i));
        }

        foreach ((string name, Tensor value) in task)
        {
            Fill("task." + name, value.Values);
        }

        optimizer.Restore(long.Parse(this["optimizerStep"], CultureInfo.InvariantCulture));
    }

    private static SafeTensorsFile ReadFile(string path)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return file.Metadata.TryGetValue(Quantization.Key, out string? quantization)
            ? throw new ModelFileException(Quantization.CannotTrain(path, quantization))
            : file;
    }

    private void Fill(string name, Span<float> target)
    {
        SafeTensor tensor = _file.Tensor(name);
        if (tensor.Count != target.Length)
        {
            throw new ModelFileException($"The checkpoint '{_path}': '{name}' has {tensor.Count} numbers, expected {target.Length}. It belongs to another model or optimizer.");
        }

        tensor.CopyTo(target);
    }
}
