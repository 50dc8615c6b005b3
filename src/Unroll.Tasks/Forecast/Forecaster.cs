using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tasks.Forecast;

/// <summary>A recurrent network that forecasts.</summary>
internal sealed class Forecaster(ForecastNetwork network, WorkerTeam team) : IForecaster
{
    private const int RowsOfBatch = 64, Groups = 8;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, Groups).Select(_ => new Tape())];

    /// <summary>By what intervals are widened, so that they hold the share of the validation data that they name.</summary>
    public double Widening { get; set; } = 1;

    /// <inheritdoc/>
    public double[][] Predict(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[][] results = new double[windows.Count][];
        Run(frames, windows, (group, first, batch, outputs) =>
        {
            for (int b = 0; b < batch.Scales.Length; b++)
            {
                SeriesFrame frame = frames[windows[first + b].Series];
                results[first + b] = Restore(frame, batch.Scales[b], outputs.Values.Slice(b * outputs.Shape[1] * outputs.Shape[2], outputs.Shape[1] * outputs.Shape[2]));
            }
        });
        return results;
    }

    /// <inheritdoc/>
    public double Loss(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[] losses = new double[(windows.Count + RowsOfBatch - 1) / RowsOfBatch];
        Run(frames, windows, (group, first, batch, outputs) =>
        {
            Tensor targets = batch.Targets(_tapes[group], frames, [.. windows.Skip(first).Take(batch.Scales.Length)], network.Head.Counts);
            losses[first / RowsOfBatch] = network.Head.Loss(_tapes[group], outputs, targets, 1f / targets.Shape.Length).Scalar * batch.Scales.Length;
        });
        return losses.Sum() / windows.Count;
    }

    private void Run(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows, Action<int, int, WindowBatch, Tensor> use)
    {
        int batches = (windows.Count + RowsOfBatch - 1) / RowsOfBatch, groups = Math.Min(Groups, batches);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches; i += groups)
            {
                Tape tape = _tapes[group];
                tape.Begin();
                Window[] these = [.. windows.Skip(i * RowsOfBatch).Take(RowsOfBatch)];
                WindowBatch batch = WindowBatch.Load(tape, frames, these);
                use(group, i * RowsOfBatch, batch, network.Forward(tape, batch));
            }
        });
    }

    private double[] Restore(SeriesFrame frame, WindowScale scale, ReadOnlySpan<float> outputs)
    {
        int p = network.Head.Outputs, horizon = outputs.Length / p;
        double[] quantiles = new double[horizon * Quantiles.Count];
        for (int h = 0; h < horizon; h++)
        {
            Span<double> q = quantiles.AsSpan(h * Quantiles.Count, Quantiles.Count);
            network.Head.WriteQuantiles(outputs.Slice(h * p, p), h, q);
            Quantiles.Widen(q, Widening);
            foreach (ref double v in q)
            {
                v = network.Head.Counts ? Math.Max(0, v) : frame.Restore(scale, v);
            }
        }

        return quantiles;
    }
}
