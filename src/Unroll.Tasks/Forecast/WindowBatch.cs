using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Tasks.Forecast;

/// <summary>Where a forecast begins: the first step of a series that is not known.</summary>
/// <param name="Series">The number of the series.</param>
/// <param name="Origin">The step.</param>
internal readonly record struct Window(int Series, int Origin);

/// <summary>Windows side by side, as one pass of a network reads them.</summary>
/// <param name="History">[H, B, C]: the past, a step at a time.</param>
/// <param name="Future">[Z, B, D]: what is known of the steps ahead.</param>
/// <param name="Values">[B, H]: the values of the past alone.</param>
/// <param name="Scales">B scales.</param>
internal sealed record WindowBatch(Tensor History, Tensor Future, Tensor Values, WindowScale[] Scales)
{
    /// <summary>Cuts windows.</summary>
    /// <param name="tape">Whose memory is used.</param>
    /// <param name="frames">All series.</param>
    /// <param name="windows">B windows, with a whole history before each.</param>
    public static WindowBatch Load(Tape tape, IReadOnlyList<SeriesFrame> frames, ReadOnlySpan<Window> windows)
    {
        ForecastFeatures features = frames[0].Features;
        int rows = windows.Length, time = features.Options.History, ahead = features.Options.Horizon, c = features.HistoryCount, d = features.FutureCount;
        Tensor history = tape.Arena.Take(new Shape(time, rows, c), gradient: false), future = tape.Arena.Take(new Shape(ahead, rows, d), gradient: false);
        Tensor values = tape.Arena.Take(new Shape(rows, time), gradient: false);
        WindowScale[] scales = new WindowScale[rows];
        for (int b = 0; b < rows; b++)
        {
            (SeriesFrame frame, int origin) = (frames[windows[b].Series], windows[b].Origin);
            scales[b] = frame.ScaleAt(origin);
            for (int t = 0; t < time; t++)
            {
                Span<float> to = history.Values.Slice(((t * rows) + b) * c, c);
                frame.WriteHistory(origin - time + t, scales[b], to);
                values.Values[(b * time) + t] = to[0];
            }

            for (int h = 0; h < ahead; h++)
            {
                frame.WriteFuture(origin, h, scales[b], future.Values.Slice(((h * rows) + b) * d, d));
            }
        }

        return new WindowBatch(history, future, values, scales);
    }

    /// <summary>What came, as the network sees it; of counts as they are.</summary>
    /// <param name="tape">Whose memory is used.</param>
    /// <param name="frames">All series.</param>
    /// <param name="windows">The same as in <see cref="Load"/>, with a whole horizon behind each.</param>
    /// <param name="counts">Whether targets are counts, and not scaled.</param>
    /// <returns>[B, Z].</returns>
    public Tensor Targets(Tape tape, IReadOnlyList<SeriesFrame> frames, ReadOnlySpan<Window> windows, bool counts)
    {
        int ahead = Future.Shape[0];
        Tensor targets = tape.Arena.Take(new Shape(windows.Length, ahead), gradient: false);
        for (int i = 0; i < targets.Shape.Length; i++)
        {
            Window window = windows[i / ahead];
            double value = frames[window.Series].Values[window.Origin + (i % ahead)];
            targets.Values[i] = (float)(counts ? value : Scales[i / ahead].Apply(value));
        }

        return targets;
    }
}
