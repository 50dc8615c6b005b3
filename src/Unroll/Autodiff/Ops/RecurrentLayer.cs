using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// One recurrent layer over all time steps, forward and by backpropagation through time (Werbos 1990): the only loop over time there is.
/// </summary>
/// <remarks>
/// a_t = W_ih x_t + b_ih + W_hh h_{t−1} + b_hh      s_t = Step(a_t, s_{t−1})      y_t = h_t
/// <para>Buffers: pre-activations [T, B, planes, Hp], a plane a gate, overwritten by their gradients on the way back; state s at
/// [s, 0 … T, B, Hp], where time 0 is the initial state. Hp is H rounded up to 16, so that rows are whole vectors.</para>
/// </remarks>
/// <typeparam name="TCell">The cell.</typeparam>
public sealed class RecurrentLayer<TCell> : Op
    where TCell : struct, ICell<TCell>
{
    /// <summary>Rows of input projected at once: enough to fill register tiles, few enough to stay in the second-level cache.</summary>
    private const int ProjectedRows = 192;

    private RecurrentWeights _weights;
    private Tensor _x, _initial, _y, _final;
    private Scratch _gates, _states, _dStates, _sums;
    private int _time, _batch;

    private static int Planes => CellInfo<TCell>.PreActivations;

    private static int GateCount => TCell.Shape.Gates.Count;

    private static int Shared => GateCount - TCell.Shape.Separate;

    private static int StateCount => CellInfo<TCell>.States;

    private int Hidden => _weights.HiddenSize;

    private int Stride => AlignedBuffer.RoundUp(Hidden);

    /// <summary>Runs the layer over a batch of sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weights">The parameters and their packed copies.</param>
    /// <param name="x">[T, B, I].</param>
    /// <param name="initial">[S, B, H], the states before the first step, or the default value for zeros.</param>
    /// <returns>The outputs y [T, B, H] and the states after the last step [S, B, H].</returns>
    public static (Tensor Output, Tensor Final) Apply(Tape tape, in RecurrentWeights weights, Tensor x, Tensor initial)
    {
        int inputs = weights.WeightIh.Shape[1], hidden = weights.HiddenSize;
        if (x.Shape.Rank != 3 || x.Shape[2] != inputs)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{weights.Name}': input is {x.Shape}, expected [time, batch, {inputs}] because inputSize = {inputs}. Check the embedding size.", nameof(x));
        }

        int time = x.Shape[0], batch = x.Shape[1];
        Shape state = new(StateCount, batch, hidden);
        if (initial.Exists && initial.Shape != state)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{weights.Name}': initial state is {initial.Shape}, expected {state}: [states, batch, hidden]. Was it made for another batch or layer?", nameof(initial));
        }

        // Without recording the instance is garbage after the pass; it is small, and streaming does not come this way.
        RecurrentLayer<TCell> op = tape.Recording ? tape.Record<RecurrentLayer<TCell>>() : new RecurrentLayer<TCell>();
        (op._weights, op._x, op._initial, op._time, op._batch) = (weights, x, initial, time, batch);
        op.Forward(tape);
        return (op._y, op._final);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int rows = _batch, h = Stride, plane = Planes * h, stateStride = (_time + 1) * rows * h;
        Span<float> gates = _gates.Span, states = _states.Span, d = _dStates.Span;
        ReadOnlySpan<float> dy = _y.Gradient;
        LoadRows(_final.Gradient, d);
        CellBackward<float> step = CellKernels<TCell>.Backward;
        int chunk = Math.Max(1, ProjectedRows / Math.Max(1, rows));
        for (int end = _time; end > 0;)
        {
            int start = Math.Max(0, end - chunk);
            for (int t = end - 1; t >= start; t--)
            {
                Span<float> g = gates.Slice(t * rows * plane, rows * plane);
                AddOutputGradient(dy.Slice(t * rows * Hidden, rows * Hidden), d);
                step(g, states[(t * rows * h)..], stateStride, d, rows, h);
                ClearPadding(g, rows * Planes);
                ClearPadding(d, rows * StateCount);
                if (Shared > 0)
                {
                    Gemm.Multiply(g, plane, rows, _weights.SharedHhBackward!, d, h, accumulate: true);
                }

                if (TCell.Shape.Separate > 0)
                {
                    Gemm.Multiply(g[(GateCount * h)..], plane, rows, _weights.SeparateHhBackward!, d, h, accumulate: true);
                }
            }

            if (_x.HasGradient)
            {
                int inputs = _x.Shape[2], n = (end - start) * rows;
                Gemm.Multiply(gates.Slice(start * rows * plane, n * plane), plane, n, _weights.IhBackward!, _x.Gradient.Slice(start * rows * inputs, n * inputs), inputs, accumulate: true);
            }

            end = start;
        }

        if (_initial.Exists && _initial.HasGradient)
        {
            AddRows(d, _initial.Gradient);
        }

        WeightGradients(gates, states);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient)
    {
        Span<float> gates = _gates.Span;
        for (int i = 0; i < _time; i++)
        {
            // Gradients run backwards: the first one to break is the one of the latest step.
            int t = gradient ? _time - 1 - i : i;
            int at = Operands.FirstNonFinite(gates.Slice(t * _batch * Planes * Stride, _batch * Planes * Stride));
            if (at >= 0)
            {
                int plane = at / Stride % Planes;
                string gate = TCell.Shape.Gates[plane < GateCount ? plane : Shared + plane - GateCount];
                return $"{TCell.Shape.Name} layer '{_weights.Name}', {(gradient ? "gradient of " : "")}gate {gate}, time step {t} of {_time}";
            }
        }

        return null;
    }

    private void Forward(Tape tape)
    {
        int rows = _batch, h = Stride, plane = Planes * h, block = rows * h;
        _gates = tape.Arena.TakeScratch(_time * rows * plane);
        _states = tape.Arena.TakeScratch(StateCount * (_time + 1) * block);
        Span<float> gates = _gates.Span, states = _states.Span;
        for (int s = 0; s < StateCount; s++)
        {
            Span<float> first = states.Slice(s * (_time + 1) * block, block);
            first.Clear();
            if (_initial.Exists)
            {
                CopyRows(_initial.Values.Slice(s * rows * Hidden, rows * Hidden), Hidden, first, h, rows, Hidden);
            }
        }

        CellForward<float> step = CellKernels<TCell>.Forward;
        int inputs = _x.Shape[2], chunk = Math.Max(1, ProjectedRows / Math.Max(1, rows));
        ReadOnlySpan<float> x = _x.Values;
        for (int start = 0; start < _time; start += chunk)
        {
            int end = Math.Min(_time, start + chunk), n = (end - start) * rows;
            Span<float> projected = gates.Slice(start * rows * plane, n * plane);
            FillBiases(projected, n);
            Gemm.Multiply(x.Slice(start * rows * inputs, n * inputs), inputs, n, _weights.IhForward, projected, plane, accumulate: true);
            for (int t = start; t < end; t++)
            {
                Span<float> g = gates.Slice(t * rows * plane, rows * plane);
                ReadOnlySpan<float> previous = states.Slice(t * block, block);
                if (Shared > 0)
                {
                    Gemm.Multiply(previous, h, rows, _weights.SharedHhForward!, g, plane, accumulate: true);
                }

                if (TCell.Shape.Separate > 0)
                {
                    Gemm.Multiply(previous, h, rows, _weights.SeparateHhForward!, g[(GateCount * h)..], plane, accumulate: true);
                }

                step(g, states[(t * block)..], (_time + 1) * block, rows, h);
            }
        }

        TakeResults(tape);
    }

    private void TakeResults(Tape tape)
    {
        int rows = _batch, h = Stride, block = rows * h;
        Span<float> states = _states.Span;
        Shape output = new(_time, rows, Hidden);
        if (h == Hidden)
        {
            _y = tape.Arena.TakeView(_states, output, block, tape.Recording);
        }
        else
        {
            _y = tape.Result(output);
            CopyRows(states.Slice(block, _time * block), h, _y.Values, Hidden, _time * rows, Hidden);
        }

        _final = tape.Result(new Shape(StateCount, rows, Hidden));
        for (int s = 0; s < StateCount; s++)
        {
            CopyRows(states.Slice(((s * (_time + 1)) + _time) * block, block), h, _final.Values.Slice(s * rows * Hidden, rows * Hidden), Hidden, rows, Hidden);
        }

        if (tape.Recording)
        {
            _dStates = tape.Arena.TakeScratch(StateCount * block);
            _sums = tape.Arena.TakeScratch(Planes * h);
        }
    }

    /// <summary>b_ih + b_hh in the planes that share a sum; b_ih and b_hh apart in those that do not.</summary>
    private void FillBiases(Span<float> gates, int rows)
    {
        int h = Stride, plane = Planes * h;
        Span<float> first = gates[..plane];
        first.Clear();
        ReadOnlySpan<float> ih = _weights.BiasIh.Values, hh = _weights.BiasHh.Values;
        for (int gate = 0; gate < GateCount; gate++)
        {
            ReadOnlySpan<float> a = ih.Slice(gate * Hidden, Hidden), b = hh.Slice(gate * Hidden, Hidden);
            Span<float> target = first.Slice(gate * h, Hidden);
            if (gate < Shared)
            {
                TensorPrimitives.Add(a, b, target);
            }
            else
            {
                a.CopyTo(target);
                b.CopyTo(first.Slice((gate + TCell.Shape.Separate) * h, Hidden));
            }
        }

        for (int i = 1; i < rows; i++)
        {
            first.CopyTo(gates[(i * plane)..]);
        }
    }

    /// <summary>dW_ih += Σ_t da_tᵀ x_t,   dW_hh += Σ_t da_tᵀ h_{t−1},   db += Σ_t da_t.</summary>
    private void WeightGradients(ReadOnlySpan<float> dGates, ReadOnlySpan<float> states)
    {
        int rows = _time * _batch, h = Stride, plane = Planes * h, inputs = _x.Shape[2];
        Span<float> sums = _sums.Span;
        sums.Clear();
        Operands.AddRows(dGates, plane, rows, sums);

        // Gates are one block of rows of the weights where no padding lies between them.
        int blocks = h == Hidden ? 1 : GateCount;
        for (int b = 0; b < blocks; b++)
        {
            int m = h == Hidden ? GateCount * h : Hidden;
            Gemm.AddTransposed(dGates[(b * h)..], plane, _x.Values, inputs, rows, m, inputs, _weights.WeightIh.Gradient[(b * Hidden * inputs)..], inputs);
        }

        for (int gate = 0; gate < GateCount; gate++)
        {
            int source = gate < Shared ? gate : gate + TCell.Shape.Separate;
            bool joined = h == Hidden && TCell.Shape.Separate == 0;
            if (!joined || gate == 0)
            {
                int m = joined ? GateCount * h : Hidden;
                Gemm.AddTransposed(dGates[(source * h)..], plane, states, h, rows, m, Hidden, _weights.WeightHh.Gradient[(gate * Hidden * Hidden)..], Hidden);
            }

            AddTo(_weights.BiasIh.Gradient.Slice(gate * Hidden, Hidden), sums.Slice(gate * h, Hidden));
            AddTo(_weights.BiasHh.Gradient.Slice(gate * Hidden, Hidden), sums.Slice(source * h, Hidden));
        }

        static void AddTo(Span<float> to, ReadOnlySpan<float> x) => TensorPrimitives.Add(to, x, to);
    }

    private void AddOutputGradient(ReadOnlySpan<float> dy, Span<float> d)
    {
        int h = Stride;
        for (int i = 0; i < _batch; i++)
        {
            Span<float> row = d.Slice(i * h, Hidden);
            TensorPrimitives.Add(row, dy.Slice(i * Hidden, Hidden), row);
        }
    }

    /// <summary>The padding must stay zero: it takes part in the products, and a cell may make anything of a zero pre-activation.</summary>
    private void ClearPadding(Span<float> x, int rows)
    {
        int h = Stride;
        for (int i = 0; Hidden < h && i < rows; i++)
        {
            x.Slice((i * h) + Hidden, h - Hidden).Clear();
        }
    }

    /// <summary>[S, B, H] to [S, B, Hp].</summary>
    private void LoadRows(ReadOnlySpan<float> from, Span<float> to)
    {
        to.Clear();
        CopyRows(from, Hidden, to, Stride, StateCount * _batch, Hidden);
    }

    /// <summary>[S, B, H] += [S, B, Hp].</summary>
    private void AddRows(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < StateCount * _batch; i++)
        {
            Span<float> row = to.Slice(i * Hidden, Hidden);
            TensorPrimitives.Add(row, from.Slice(i * Stride, Hidden), row);
        }
    }

    private static void CopyRows(ReadOnlySpan<float> from, int fromStride, Span<float> to, int toStride, int rows, int length)
    {
        for (int i = 0; i < rows; i++)
        {
            from.Slice(i * fromStride, length).CopyTo(to[(i * toStride)..]);
        }
    }
}

/// <summary>The parameters of one recurrent layer, with PyTorch's names and layouts, and their packed copies.</summary>
/// <param name="Name">The layer's name, for messages.</param>
/// <param name="WeightIh">[gates · H, I].</param>
/// <param name="WeightHh">[gates · H, H].</param>
/// <param name="BiasIh">[gates · H].</param>
/// <param name="BiasHh">[gates · H].</param>
/// <param name="IhForward">W_ihᵀ as [I, gates · Hp].</param>
/// <param name="SharedHhForward">The rows of W_hh whose gates share a sum, transposed, as [H, shared · Hp].</param>
/// <param name="SeparateHhForward">The rows of W_hh whose gates keep their parts apart, or null.</param>
/// <param name="IhBackward">W_ih as [gates · Hp, I].</param>
/// <param name="SharedHhBackward">As [shared · Hp, H].</param>
/// <param name="SeparateHhBackward">As [separate · Hp, H], or null.</param>
public readonly record struct RecurrentWeights(
    string Name,
    Tensor WeightIh,
    Tensor WeightHh,
    Tensor BiasIh,
    Tensor BiasHh,
    PackedMatrix IhForward,
    PackedMatrix? SharedHhForward,
    PackedMatrix? SeparateHhForward,
    PackedMatrix? IhBackward,
    PackedMatrix? SharedHhBackward,
    PackedMatrix? SeparateHhBackward)
{
    /// <summary>H.</summary>
    public int HiddenSize => WeightHh.Shape[1];
}
