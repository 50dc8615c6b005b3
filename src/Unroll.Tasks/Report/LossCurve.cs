namespace Unroll.Tasks.Report;

/// <summary>The curves of a training: losses, gradient norm, learning rate.</summary>
internal static class LossCurve
{
    /// <summary>The point with the lowest validation loss, the earliest of equals, or null where it was never measured.</summary>
    public static CurvePoint? Best(IReadOnlyList<CurvePoint> curve) =>
        curve.Where(static p => p.ValidLoss is double loss && double.IsFinite(loss)).MinBy(static p => p.ValidLoss);

    /// <summary>What there is to know of the curve, in a sentence or two.</summary>
    public static string Describe(IReadOnlyList<CurvePoint> curve)
    {
        if (curve.Count == 0)
            return "Nothing was logged.";
        CurvePoint last = curve[^1];
        string text = $"After {Rounded.Count(last.Step)} steps{Epochs(last)} the training loss is {Rounded.Number(last.TrainLoss)}"
            + (last.ValidLoss is double valid ? $" and the validation loss {Rounded.Number(valid)}." : ".");
        return Best(curve) is { ValidLoss: double best } at
            ? $"{text} The lowest validation loss, {Rounded.Number(best)}, was at step {Rounded.Count(at.Step)}{Epochs(at)}."
            : text;
    }

    /// <summary>Training and validation loss over steps.</summary>
    public static Markup Svg(IReadOnlyList<CurvePoint> curve)
    {
        List<ChartLine> lines = [new("training", "train", [.. curve.Select(static p => ((double)p.Step, p.TrainLoss))])];
        (double, double)[] valid = [.. curve.Where(static p => p.ValidLoss is not null).Select(static p => ((double)p.Step, p.ValidLoss!.Value))];
        if (valid.Length > 0)
            lines.Add(new ChartLine("validation", "valid", valid));
        return new LineChart
        {
            Label = "Loss over steps. " + Describe(curve),
            XTitle = "step",
            YTitle = "loss",
            Lines = lines,
            Mark = Best(curve) is { ValidLoss: double best } at ? new ChartMark(at.Step, best, $"lowest {Rounded.Number(best)}") : null,
        }.Svg();
    }

    /// <summary>The gradient norm over steps: where it jumps, training was in danger.</summary>
    public static Markup GradientNorm(IReadOnlyList<CurvePoint> curve) => Small("Gradient norm", "s3", curve, static p => p.GradientNorm);

    /// <summary>The learning rate over steps.</summary>
    public static Markup LearningRate(IReadOnlyList<CurvePoint> curve) => Small("Learning rate", "s2", curve, static p => p.LearningRate);

    private static Markup Small(string name, string style, IReadOnlyList<CurvePoint> curve, Func<CurvePoint, double> value)
    {
        double[] finite = [.. curve.Select(value).Where(double.IsFinite)];
        string range = finite.Length == 0 ? "not logged" : $"from {Rounded.Number(finite.Min())} to {Rounded.Number(finite.Max())}";
        return new LineChart
        {
            Label = $"{name} over steps: {range}.",
            XTitle = "step",
            YTitle = name.ToLowerInvariant(),
            Lines = [new ChartLine(name, style, [.. curve.Select(p => ((double)p.Step, value(p)))])],
            Width = 420,
            Height = 220,
        }.Svg();
    }

    private static string Epochs(CurvePoint p) => double.IsFinite(p.Epoch) ? $" (epoch {p.Epoch:0.##})" : "";
}
