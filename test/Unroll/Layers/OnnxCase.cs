using System.Text.Json;
using Unroll.TestKit;
using Unroll.Tests.Fixtures;

namespace Unroll.Tests.Layers;

/// <summary>A recurrent operator of ONNX with its inputs and what must come out, in ONNX's layouts.</summary>
/// <remarks>
/// X [T, B, I]; W [D, G · H, I], R [D, G · H, H], B [D, 2 G · H], P [D, 3 H]; h0, c0, Y_h, Y_c [D, B, H]; Y [T, D, B, H]. Gates: LSTM i o f c, GRU z r h;
/// peepholes i o f. What is null is absent; a number that is NaN is known to be wrong and not compared.
/// </remarks>
internal sealed record OnnxCase
{
    public required string Name { get; init; }

    /// <summary><c>LSTM</c>, <c>GRU</c> or <c>RNN</c>.</summary>
    public required string Operator { get; init; }

    public required int T { get; init; }

    public required int B { get; init; }

    public required int I { get; init; }

    public required int H { get; init; }

    public string Direction { get; init; } = "forward";

    public bool LinearBeforeReset { get; init; }

    public bool InputForget { get; init; }

    /// <summary>What pre-activations are held within, or 0 for nothing.</summary>
    public double Clip { get; init; }

    /// <summary>The functions of each direction, where they are not the usual ones.</summary>
    public string[] Activations { get; init; } = [];

    public int[] Lengths { get; init; } = [];

    public required double[] X { get; init; }

    public required double[] W { get; init; }

    public required double[] R { get; init; }

    public double[]? Bias { get; init; }

    public double[]? P { get; init; }

    public double[]? H0 { get; init; }

    public double[]? C0 { get; init; }

    public double[]? Y { get; init; }

    public double[]? Yh { get; init; }

    public double[]? Yc { get; init; }

    public int Directions => Direction == "bidirectional" ? 2 : 1;

    public int Gates => Operator switch { "LSTM" => 4, "GRU" => 3, _ => 1 };

    /// <summary>The numbers that are compared.</summary>
    public int Count => new[] { Y, Yh, Yc }.Sum(values => values?.Count(v => !double.IsNaN(v)) ?? 0);

    public override string ToString() => Name;

    /// <summary>The cases of ONNX Runtime's own tests.</summary>
    public static IReadOnlyList<OnnxCase> OnnxRuntime { get; } = [.. PyTorchFixture.ReadJson("onnxruntime").GetProperty("cases").EnumerateArray().Select(FromJson)];

    /// <summary>A case of ONNX's node tests; these have one direction and the default functions.</summary>
    public static OnnxCase From(OnnxNodeTest test)
    {
        int[] x = test.Inputs[0].Shape;
        bool batchMajor = test.Attributes.GetValueOrDefault("layout") == 1;
        int time = x[batchMajor ? 1 : 0], batch = x[batchMajor ? 0 : 1], hidden = (int)test.Attributes["hidden_size"];
        OnnxTensor? lengths = test.Inputs.GetValueOrDefault(4);
        return new()
        {
            Name = test.Name,
            Operator = test.Operator,
            T = time,
            B = batch,
            I = x[2],
            H = hidden,
            LinearBeforeReset = test.Attributes.GetValueOrDefault("linear_before_reset") == 1,
            Lengths = lengths is null ? [] : [.. lengths.Data.Select(n => (int)n)],
            X = TimeMajor(Data(test.Inputs, 0)!, time, batch, batchMajor),
            W = Data(test.Inputs, 1)!,
            R = Data(test.Inputs, 2)!,
            Bias = Data(test.Inputs, 3),
            H0 = Data(test.Inputs, 5),
            C0 = Data(test.Inputs, 6),
            P = Data(test.Inputs, 7),
            Y = Data(test.Outputs, 0) is { } y ? TimeMajor(y, time, batch, batchMajor) : null,
            Yh = Data(test.Outputs, 1),
            Yc = Data(test.Outputs, 2),
        };
    }

    private static OnnxCase FromJson(JsonElement json)
    {
        int time = json.GetProperty("T").GetInt32(), batch = json.GetProperty("B").GetInt32();
        bool batchMajor = Flag("batchMajor");
        OnnxCase made = new()
        {
            Name = json.GetProperty("name").GetString()!,
            Operator = json.GetProperty("operator").GetString()!,
            T = time,
            B = batch,
            I = json.GetProperty("I").GetInt32(),
            H = json.GetProperty("H").GetInt32(),
            Direction = json.TryGetProperty("direction", out JsonElement direction) ? direction.GetString()! : "forward",
            LinearBeforeReset = Flag("linearBeforeReset"),
            InputForget = Flag("inputForget"),
            Clip = json.TryGetProperty("clip", out JsonElement clip) ? clip.GetDouble() : 0,
            Activations = json.TryGetProperty("activations", out JsonElement names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [],
            Lengths = json.TryGetProperty("lengths", out JsonElement lengths) ? [.. lengths.EnumerateArray().Select(n => n.GetInt32())] : [],
            X = TimeMajor(Array("x")!, time, batch, batchMajor),
            W = Array("W")!,
            R = Array("R")!,
            Bias = Array("bias"),
            P = Array("P"),
            H0 = Array("h0"),
            C0 = Array("c0"),
            Yh = Array("Yh"),
            Yc = Array("Yc"),
        };
        return Array("Y") is not { } y ? made : made with { Y = batchMajor ? made.DirectionMajor(TimeMajor(y, time, batch, true)) : y };

        bool Flag(string name) => json.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
        double[]? Array(string name) => json.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())] : null;
    }

    /// <summary>[T, B, D, H] to [T, D, B, H].</summary>
    public double[] DirectionMajor(double[] y)
    {
        double[] result = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int unit = i % H, d = i / H % Directions, row = i / (H * Directions) % B, t = i / (H * Directions * B);
            result[(((((t * Directions) + d) * B) + row) * H) + unit] = y[i];
        }

        return result;
    }

    /// <summary>[B, T, ...] to [T, B, ...].</summary>
    private static double[] TimeMajor(double[] x, int time, int batch, bool batchMajor)
    {
        if (!batchMajor)
        {
            return x;
        }

        int width = x.Length / (time * batch);
        return [.. Enumerable.Range(0, time * batch).SelectMany(i => x.Skip((((i % batch) * time) + (i / batch)) * width).Take(width))];
    }

    private static double[]? Data(Dictionary<int, OnnxTensor> tensors, int place)
    {
        return tensors.TryGetValue(place, out OnnxTensor? tensor) ? Numbers.ToDouble(tensor.Data) : null;
    }
}
