using Unroll.Cells;
using Unroll.Layers;
using Unroll.TestKit;

namespace Unroll.Tests.Layers;

/// <summary>How ONNX's operators are read as layers of ours. The defaults are right; every change to one is a mistake that the cases must find.</summary>
internal sealed record OnnxReading
{
    /// <summary>For each of our gates i f g o, where ONNX has it: i o f c.</summary>
    public int[] LstmGates { get; init; } = [0, 2, 3, 1];

    /// <summary>For each of our gates r z n, where ONNX has it: z r h.</summary>
    public int[] GruGates { get; init; } = [1, 0, 2];

    /// <summary>For each of our peepholes i f o, where ONNX has it: i o f.</summary>
    public int[] Peepholes { get; init; } = [0, 2, 1];

    public bool SwapsReset { get; init; }

    public bool FlipsUpdate { get; init; }

    public bool SwapsBiases { get; init; }

    public bool IgnoresRecurrence { get; init; }

    public bool IgnoresBias { get; init; }

    public bool IgnoresPeepholes { get; init; }

    public bool IgnoresInputForget { get; init; }

    public bool IgnoresClip { get; init; }

    public bool IgnoresLengths { get; init; }

    public bool IgnoresDirection { get; init; }

    public bool IgnoresInitialState { get; init; }

    public bool ExchangesDirections { get; init; }

    /// <summary>The largest error among the numbers of a case, relative to max(1, |x|).</summary>
    public double Error(OnnxCase c)
    {
        (double[] y, double[] yh, double[] yc) = Run(c);
        double error = 0;
        foreach ((double[] actual, double[]? expected) in new[] { (y, c.Y), (yh, c.Yh), (yc, c.Yc) })
        {
            double[]? compared = expected?.Select((v, i) => double.IsNaN(v) ? actual[i] : v).ToArray();
            error = compared is null ? error : Math.Max(error, Numbers.ValueError(actual, compared));
        }

        return error;
    }

    /// <summary>Y, Y_h and Y_c, the last empty without a cell state.</summary>
    private (double[] Y, double[] Yh, double[] Yc) Run(OnnxCase c)
    {
        int each = c.Activations.Length / c.Directions;
        if (c.Directions == 2 && !c.Activations[..each].SequenceEqual(c.Activations[each..]))
        {
            // Directions of different cells, which a layer of ours does not have, are two layers.
            (double[] y, double[] yh, double[] yc) = RunCell(OneDirection(c, 0));
            (double[] z, double[] zh, double[] zc) = RunCell(OneDirection(c, 1));
            return (c.DirectionMajor([.. y.Chunk(c.H).Zip(z.Chunk(c.H), (a, b) => a.Concat(b)).SelectMany(v => v)]), [.. yh, .. zh], [.. yc, .. zc]);
        }

        return RunCell(c);
    }

    private (double[] Y, double[] Yh, double[] Yc) RunCell(OnnxCase c) => (c.Operator, string.Join(' ', c.Activations.Take(c.Operator == "LSTM" ? 3 : c.Gates == 3 ? 2 : 1))) switch
    {
        ("LSTM", "tanh sigmoid tanh") => Run<TanhGateLstm>(c),
        ("LSTM", "") when c.Clip > 0 && !IgnoresClip => Run<ClippedLstm>(c),
        ("LSTM", "") when c.P is not null || c.InputForget => Run<PeepholeLstmCell>(c),
        ("LSTM", "") => Run<LstmCell>(c),
        ("GRU", "tanh sigmoid") => Run<TanhGateGru>(c),
        ("GRU", "leakyRelu(0.5) tanh") => Run<LeakyGateGru>(c),
        ("GRU", "sigmoid scaledTanh(2,2)") => Run<ScaledTanhGru>(c),
        ("GRU", "") when c.LinearBeforeReset != SwapsReset => Run<GruCell>(c),
        ("GRU", "") => Run<ResetBeforeGruCell>(c),
        ("RNN", "relu") => Run<ReluCell>(c),
        ("RNN", "" or "tanh") => Run<TanhCell>(c),
        var what => throw new NotSupportedException($"{c.Name}: no cell for {what}."),
    };

    private (double[] Y, double[] Yh, double[] Yc) Run<TCell>(OnnxCase c)
        where TCell : struct, ICell<TCell>
    {
        Direction direction = IgnoresDirection && c.Direction == "reverse" ? Direction.Forward : c.Direction switch
        {
            "forward" => Direction.Forward,
            "reverse" => Direction.Backward,
            _ => Direction.Bidirectional,
        };
        StackRun<TCell> run = new(c.I, c.H, new RecurrentOptions { Direction = direction });
        run.Load(Weights<TCell>(c));
        int states = TCell.Shape.States.Count, block = c.B * c.H;
        double[] initial = new double[c.Directions * states * block];
        for (int i = 0; i < c.Directions * states && !IgnoresInitialState; i++)
        {
            (i % states == 0 ? c.H0 : c.C0)?.AsSpan(i / states * block, block).CopyTo(initial.AsSpan(i * block));
        }

        bool none = c.H0 is null && c.C0 is null;
        StackRun<TCell>.Result got = run.Run(
            Numbers.ToSingle(c.X), c.T, c.B, IgnoresLengths ? [] : c.Lengths, none ? null : Numbers.ToSingle(initial), n => new double[n], n => new double[n]);
        double[] final = Numbers.ToDouble(got.Final);
        return (c.DirectionMajor(Numbers.ToDouble(got.Y)), State(0), states > 1 ? State(1) : []);

        double[] State(int s) => [.. Enumerable.Range(0, c.Directions).SelectMany(d => final.Skip(((d * states) + s) * block).Take(block))];
    }

    /// <summary>The parameters under PyTorch's names.</summary>
    private Dictionary<string, double[]> Weights<TCell>(OnnxCase c)
        where TCell : struct, ICell<TCell>
    {
        Dictionary<string, double[]> weights = new(StringComparer.Ordinal);
        for (int d = 0; d < c.Directions; d++)
        {
            string suffix = (d == 1) != (ExchangesDirections && c.Directions == 2) ? "l0_reverse" : "l0";
            int rows = c.Gates * c.H;
            double[] bias = c.Bias is null || IgnoresBias ? new double[2 * rows] : Part(c.Bias, d, 2 * rows), r = Part(c.R, d, rows * c.H);
            weights["weight_ih_" + suffix] = Gates(c, Part(c.W, d, rows * c.I));
            weights["weight_hh_" + suffix] = IgnoresRecurrence ? new double[r.Length] : Gates(c, r);
            weights["bias_ih_" + suffix] = Gates(c, SwapsBiases ? bias[rows..] : bias[..rows]);
            weights["bias_hh_" + suffix] = Gates(c, SwapsBiases ? bias[..rows] : bias[rows..]);
            if (TCell.Shape.Weights.Count == 3)
            {
                double[][] p = [.. (c.P is null || IgnoresPeepholes ? new double[3 * c.H] : Part(c.P, d, 3 * c.H)).Chunk(c.H)];
                weights["peephole_i_" + suffix] = p[Peepholes[0]];
                weights["peephole_f_" + suffix] = c.InputForget && !IgnoresInputForget ? [.. p[Peepholes[0]].Select(v => -v)] : p[Peepholes[1]];
                weights["peephole_o_" + suffix] = p[Peepholes[2]];
            }
        }

        return weights;
    }

    /// <summary>Blocks of rows in our order. A coupled forget gate is 1 − σ(i) = σ(−i), and so is the update gate the other way round.</summary>
    private double[] Gates(OnnxCase c, double[] rows)
    {
        double[][] blocks = [.. rows.Chunk(rows.Length / c.Gates)];
        double[][] ours = c.Operator switch { "LSTM" => [.. LstmGates.Select(g => blocks[g])], "GRU" => [.. GruGates.Select(g => blocks[g])], _ => blocks };
        if (c.InputForget && !IgnoresInputForget)
        {
            ours[1] = [.. ours[0].Select(v => -v)];
        }

        if (FlipsUpdate && c.Operator == "GRU")
        {
            ours[1] = [.. ours[1].Select(v => -v)];
        }

        return [.. ours.SelectMany(v => v)];
    }

    private static OnnxCase OneDirection(OnnxCase c, int d) => c with
    {
        Direction = d == 0 ? "forward" : "reverse",
        Activations = c.Activations[(d * c.Activations.Length / 2)..((d + 1) * c.Activations.Length / 2)],
        W = Part(c.W, d, c.W.Length / 2),
        R = Part(c.R, d, c.R.Length / 2),
        Bias = c.Bias is null ? null : Part(c.Bias, d, c.Bias.Length / 2),
        H0 = c.H0 is null ? null : Part(c.H0, d, c.H0.Length / 2),
    };

    private static double[] Part(double[] values, int index, int length) => values[(index * length)..((index + 1) * length)];
}
