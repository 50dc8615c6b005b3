using System.Text.Json;
using Unroll.Layers;

namespace Unroll.Tests.Fixtures;

/// <summary>
/// What PyTorch computes for a small recurrent network, stored by <c>pytorch_values.py</c> beside this file, under PyTorch's names:
/// inputs <c>weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, ..., x, h0, c0, d_out, d_hn, d_cn</c>, and results
/// <c>y, hn, cn, loss, grad.weight_ih_l0, ..., grad.x, grad.h0, grad.c0</c>.
/// </summary>
/// <remarks>
/// loss = Σ y ⊙ d_out + Σ hn ⊙ d_hn (+ Σ cn ⊙ d_cn); x is [T, B, I], y [T, B, D · O], h [layers · D, B, O], c [layers · D, B, H], where D is the number of
/// directions and O the size of the projection, or H.
/// </remarks>
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
        Bidirectional = json.TryGetProperty("bidirectional", out JsonElement both) && both.GetBoolean();
        Projection = json.TryGetProperty("projection", out JsonElement projection) ? projection.GetInt32() : 0;
        Lengths = json.TryGetProperty("lengths", out JsonElement lengths) ? [.. lengths.EnumerateArray().Select(n => n.GetInt32())] : [];
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

    public bool Bidirectional { get; }

    /// <summary>The size of the projection, or 0 for none.</summary>
    public int Projection { get; }

    /// <summary>How many steps each row has; empty when all have T.</summary>
    public int[] Lengths { get; }

    /// <summary>What the layers are made with.</summary>
    public RecurrentOptions Options =>
        new() { Layers = Layers, Projection = Projection, Direction = Bidirectional ? Direction.Bidirectional : Direction.Forward };

    /// <summary>The names of PyTorch's parameters, in its order.</summary>
    public IEnumerable<string> ParameterNames => Suffixes.SelectMany(s => new[] { $"weight_ih_{s}", $"weight_hh_{s}", $"bias_ih_{s}", $"bias_hh_{s}" }
        .Concat(Projection > 0 ? [$"weight_hr_{s}"] : []));

    /// <summary>What ends the names of the parameters of each layer and direction, such as <c>l0_reverse</c>.</summary>
    public IEnumerable<string> Suffixes => Enumerable.Range(0, Layers).SelectMany(l => Bidirectional ? new[] { $"l{l}", $"l{l}_reverse" } : [$"l{l}"]);

    /// <summary>The names of everything that is stored.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The names of the cases, optionally of one cell.</summary>
    public static IEnumerable<string> Cases(string? cell = null) => Directory.EnumerateFiles(Folder, "*layer_h*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => cell is null || name.StartsWith(cell + "_", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>The names of the cases with two directions, lengths or a projection, optionally of one cell.</summary>
    public static IEnumerable<string> OptionCases(string? cell = null) => Directory.EnumerateFiles(Folder, "options_*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => cell is null || name.StartsWith($"options_{cell}_", StringComparison.Ordinal))
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
