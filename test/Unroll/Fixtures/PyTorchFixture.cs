using System.Text.Json;

namespace Unroll.Tests.Fixtures;

/// <summary>
/// What PyTorch computes for a small recurrent network, stored by <c>pytorch_values.py</c> beside this file, under PyTorch's names:
/// inputs <c>weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, ..., x, h0, c0, d_out, d_hn, d_cn</c>, and results
/// <c>y, hn, cn, loss, grad.weight_ih_l0, ..., grad.x, grad.h0, grad.c0</c>.
/// </summary>
/// <remarks>loss = Σ y ⊙ d_out + Σ hn ⊙ d_hn (+ Σ cn ⊙ d_cn); x is [T, B, I], y [T, B, H], the states [layers, B, H].</remarks>
public sealed class PyTorchFixture
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private PyTorchFixture(JsonElement json)
    {
        Name = json.GetProperty("name").GetString()!;
        Cell = json.GetProperty("cell").GetString()!;
        Layers = json.GetProperty("layers").GetInt32();
        T = json.GetProperty("T").GetInt32();
        B = json.GetProperty("B").GetInt32();
        I = json.GetProperty("I").GetInt32();
        H = json.GetProperty("H").GetInt32();
        foreach (JsonProperty input in json.GetProperty("inputs").EnumerateObject())
        {
            _entries.Add(input.Name, ReadEntry(input.Value, isInput: true));
        }

        foreach (JsonProperty result in json.GetProperty("results").EnumerateObject())
        {
            _entries.Add(result.Name, ReadEntry(result.Value, isInput: false));
        }
    }

    /// <summary>The name of the case and of its file, such as <c>lstm_2layer_h19</c>.</summary>
    public string Name { get; }

    /// <summary><c>rnn_tanh</c>, <c>rnn_relu</c>, <c>lstm</c> or <c>gru</c>.</summary>
    public string Cell { get; }

    public int Layers { get; }

    public int T { get; }

    public int B { get; }

    public int I { get; }

    public int H { get; }

    /// <summary>The names of PyTorch's parameters, in its order.</summary>
    public IEnumerable<string> ParameterNames =>
        Enumerable.Range(0, Layers).SelectMany(l => new[] { $"weight_ih_l{l}", $"weight_hh_l{l}", $"bias_ih_l{l}", $"bias_hh_l{l}" });

    /// <summary>The names of everything that is stored.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The names of the cases, optionally of one cell.</summary>
    public static IEnumerable<string> Cases(string? cell = null) => Directory.EnumerateFiles(Folder, "*layer_h*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => cell is null || name.StartsWith(cell + "_", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Reads a case.</summary>
    public static PyTorchFixture Load(string name) => new(ReadJson(name));

    /// <summary>An array in 64 bits: inputs exactly the 32-bit numbers, results with 12 digits.</summary>
    public double[] Double(string name) => [.. _entries[name].Data];

    /// <summary>An array in 32 bits: inputs exactly, results rounded.</summary>
    public float[] Single(string name) => [.. _entries[name].Data.Select(value => (float)value)];

    /// <summary>The sizes of the axes of an array.</summary>
    public int[] Shape(string name) => [.. _entries[name].Shape];

    internal static JsonElement ReadJson(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>Reads the numbers of an array; an input is read as a 32-bit float first, because that is what PyTorch was given.</summary>
    internal static double[] ReadData(JsonElement array, bool isInput) =>
        [.. array.GetProperty("data").EnumerateArray().Select(value => isInput ? value.GetSingle() : value.GetDouble())];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    private static Entry ReadEntry(JsonElement array, bool isInput) =>
        new([.. array.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32())], ReadData(array, isInput));

    private sealed record Entry(int[] Shape, double[] Data);
}
