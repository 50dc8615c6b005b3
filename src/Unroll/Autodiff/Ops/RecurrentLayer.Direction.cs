namespace Unroll.Autodiff.Ops;

/// <content>
/// Which way the loop runs. Gates and states lie in the order of time either way, so that x, y and their gradients are read and written where
/// they are: a layer that runs backward walks through the same places from the last to the first. In all parts t is a place in the segment
/// in memory; forward, the state before it is that of place t and the state after it that of t + 1, and backward the other way round.
/// <para>Rows of unequal lengths are the first n_t at a time either way. Forward, rows end; backward they begin, each at its own last step.</para>
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private bool Reversed => _pass.Reversed;

    /// <summary>The time step of the first place of the segment in memory.</summary>
    private int FirstTime => Reversed ? _time - _start - _steps : _start;

    /// <summary>The place of the states with which the segment begins, and of those with which it ends.</summary>
    private (int Begin, int End) StateEnds => Reversed ? (_steps, 0) : (0, _steps);

    /// <summary>The place of the states before a step.</summary>
    private int Before(int t) => Reversed ? t + 1 : t;

    /// <summary>The place of the states after a step.</summary>
    private int After(int t) => Reversed ? t : t + 1;

    /// <summary>The place of the step that the loop takes as number <paramref name="i"/> of the segment.</summary>
    private int PlaceOf(int i) => Reversed ? _steps - 1 - i : i;

    /// <summary>The first place of some steps that the loop takes one after the other.</summary>
    private int FirstPlace(int i, int count) => Reversed ? _steps - i - count : i;

    /// <summary>
    /// Rows that do not run at a step. Those that have ended must be zero where later products read them, whatever was in memory there;
    /// those that have not begun hold what they will begin with.
    /// </summary>
    private void PassBy(ReadOnlySpan<float> before, Span<float> after, int rows, int stride, int first, int last)
    {
        if (!Reversed)
        {
            ClearEnded(after, rows, stride, first, last);
            return;
        }

        (int from, int length) = Columns(stride, first, last);
        for (int row = rows; row < _batch; row++)
        {
            before.Slice((row * stride) + from, length).CopyTo(after[((row * stride) + from)..]);
        }
    }

    private void PassByStates(int t, int rows, int first, int last)
    {
        // Of a row that has ended products read h only; a row that begins needs all its states.
        for (int s = 0; rows < _batch && s < (Reversed ? StateCount : 1); s++)
        {
            Span<float> states = _states.Span[(s * StateStride)..];
            PassBy(states[(Before(t) * BlockOf(1))..], states[(After(t) * BlockOf(1))..], rows, Stride, first, last);
        }
    }
}
