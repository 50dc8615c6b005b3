using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Storage;

/// <summary>The state of a <see cref="Session"/> as a safetensors file: one tensor <c>state</c> [L, S, B, H], and the name of the cell.</summary>
public static class SessionFile
{
    private const string Tensor = "state", Cell = "cell";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="running">Whose state.</param>
    public static void Write(string path, Session running)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal) { [Cell] = running.Layers.Cell.Name };
        SafeTensorsFile.Write(path, metadata, [SafeTensor.FromSingle(Tensor, ShapeOf(running), running.State)]);
    }

    /// <summary>Puts a running stack where the one was that the file was written of.</summary>
    /// <param name="path">The file.</param>
    /// <param name="running">Layers of the same kind, with the same batch.</param>
    /// <exception cref="ModelFileException">The file is damaged, or holds the state of another cell or size.</exception>
    public static void Read(string path, Session running)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        string expectedCell = running.Layers.Cell.Name;
        if (!file.Metadata.TryGetValue(Cell, out string? cell) || cell != expectedCell)
        {
            throw new ModelFileException($"{path}: holds the state of cell '{cell ?? "unknown"}', expected '{expectedCell}'. Was it saved by another model?");
        }

        SafeTensor tensor = file.Tensor(Tensor);
        if (!tensor.Shape.SequenceEqual(ShapeOf(running)))
        {
            throw new ModelFileException($"{path}: holds a state [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", ShapeOf(running))}]: [layers, states, batch, hidden]. Was it saved by another model, or with another batch?");
        }

        tensor.CopyTo(running.State);
    }

    private static long[] ShapeOf(Session running)
    {
        Shape shape = running.Layers.StateShape(running.Batch);
        return [shape[0], shape[1], shape[2], shape[3]];
    }
}
