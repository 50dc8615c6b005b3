using System.Runtime.InteropServices;

namespace Unroll.TestKit;

/// <summary>A tensor of an ONNX file: its sizes, and its numbers as floats.</summary>
public sealed record OnnxTensor(int[] Shape, float[] Data);

/// <summary>
/// A test of ONNX's own suite: a model of one node in <c>model.onnx</c>, and its inputs and outputs in <c>test_data_set_0/input_0.pb</c> and so on.
/// </summary>
/// <remarks>Numbers of the fields as in onnx.proto3: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto.</remarks>
public sealed class OnnxNodeTest
{
    private OnnxNodeTest(string folder)
    {
        Name = Path.GetFileName(folder);
        ReadOnlyMemory<byte> graph = Field(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), 7).Bytes;
        ProtobufField[] node = [.. ProtobufField.Read(Field(graph, 1).Bytes)];
        Operator = node.Single(f => f.Number == 4).Text;
        foreach (ProtobufField attribute in node.Where(f => f.Number == 5))
        {
            Attributes.Add(Field(attribute.Bytes, 1).Text, Field(attribute.Bytes, 3).Varint);
        }

        Read(folder, "input", [.. node.Where(f => f.Number == 1).Select(f => f.Text)], Inputs);
        Read(folder, "output", [.. node.Where(f => f.Number == 2).Select(f => f.Text)], Outputs);
    }

    /// <summary>The name of its folder.</summary>
    public string Name { get; }

    /// <summary><c>LSTM</c>, <c>GRU</c> or <c>RNN</c>.</summary>
    public string Operator { get; }

    /// <summary>The whole numbers among the node's attributes.</summary>
    public Dictionary<string, ulong> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Input tensors by their place in the operator's definition; those that are left out are absent.</summary>
    public Dictionary<int, OnnxTensor> Inputs { get; } = [];

    /// <summary>Output tensors likewise.</summary>
    public Dictionary<int, OnnxTensor> Outputs { get; } = [];

    /// <summary>Reads a test.</summary>
    /// <param name="folder">The folder that holds <c>model.onnx</c>.</param>
    public static OnnxNodeTest Load(string folder) => new(folder);

    // The files are numbered over what the graph has, which leaves out the inputs that the node leaves out.
    private static void Read(string folder, string kind, string[] names, Dictionary<int, OnnxTensor> tensors)
    {
        int file = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length > 0)
            {
                tensors.Add(i, ReadTensor(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"{kind}_{file++}.pb"))));
            }
        }
    }

    private static OnnxTensor ReadTensor(ReadOnlyMemory<byte> message)
    {
        ProtobufField[] fields = [.. ProtobufField.Read(message)];
        int[] shape = [.. fields.Where(f => f.Number == 1).SelectMany(f => f.Whole()).Select(n => (int)n)];
        ReadOnlySpan<byte> raw = fields.Single(f => f.Number == 9).Bytes.Span;
        float[] data = fields.Single(f => f.Number == 2).Varint switch
        {
            1 => MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            6 => [.. MemoryMarshal.Cast<byte, int>(raw).ToArray().Select(n => (float)n)],
            var type => throw new InvalidDataException($"The tensor's type is {type}: expected 1 (float) or 6 (int32)."),
        };
        return new(shape, data);
    }

    private static ProtobufField Field(ReadOnlyMemory<byte> message, int number) => ProtobufField.Read(message).FirstOrDefault(f => f.Number == number);
}
