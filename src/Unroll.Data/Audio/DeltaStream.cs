namespace Unroll.Data.Audio;

/// <summary>Slopes over time of frames that come one after the other: those of <see cref="Deltas"/>, two frames later.</summary>
/// <param name="first">The first feature that slopes are taken of.</param>
/// <param name="count">How many; their slopes are the features behind them.</param>
internal sealed class DeltaStream(int first, int count)
{
    /// <summary>The last frames; the first and the last one of all stand for those beyond the ends.</summary>
    private readonly List<float[]> _frames = [];

    /// <summary>The place in <see cref="_frames"/> of the next frame that is completed.</summary>
    private int _next;

    /// <summary>Takes a frame and gives the one that it completes, or null.</summary>
    public float[]? Push(float[] frame)
    {
        _frames.Add(frame);
        return _next + Deltas.Reach < _frames.Count ? Complete() : null;
    }

    /// <summary>The frames at the end.</summary>
    public IEnumerable<float[]> Finish()
    {
        while (_next < _frames.Count)
        {
            yield return Complete();
        }
    }

    private float[] Complete()
    {
        float[] frame = _frames[_next];
        float[] twoBefore = _frames[Math.Max(0, _next - 2)], before = _frames[Math.Max(0, _next - 1)];
        float[] after = _frames[Math.Min(_frames.Count - 1, _next + 1)], twoAfter = _frames[Math.Min(_frames.Count - 1, _next + 2)];
        for (int c = first; c < first + count; c++)
        {
            frame[c + count] = Deltas.Slope(twoBefore[c], before[c], after[c], twoAfter[c]);
        }

        if (_next < Deltas.Reach)
        {
            _next++;
        }
        else
        {
            _frames.RemoveAt(0);
        }

        return frame;
    }
}
