using Unroll.Cells;

namespace Unroll.TestKit;

/// <summary>
/// A stack of recurrent layers in double precision by plain loops: the oracle of <c>Recurrent&lt;TCell&gt;</c>. Obvious, not fast.
/// Parameters have PyTorch's names and layouts; only the cell's equations, in double, are the engine's own.
/// </summary>
/// <remarks>a_t = W_ih x_t + b_ih + W_hh h_{t−1} + b_hh      s_t = Step(a_t, s_{t−1})      y_t = h_t</remarks>
public sealed class ReferenceRecurrent<TCell>
    where TCell : struct, ICell<TCell>
{
    private readonly int _inputs, _hidden, _layers;
    private readonly List<LayerPass> _passes = [];

    /// <summary>Parameters of zeros.</summary>
    public ReferenceRecurrent(int inputSize, int hiddenSize, int layers)
    {
        (_inputs, _hidden, _layers) = (inputSize, hiddenSize, layers);
        int gates = TCell.Shape.Gates.Count;
        for (int l = 0; l < layers; l++)
        {
            Weights[$"weight_ih_l{l}"] = new double[gates * hiddenSize * (l == 0 ? inputSize : hiddenSize)];
            Weights[$"weight_hh_l{l}"] = new double[gates * hiddenSize * hiddenSize];
            Weights[$"bias_ih_l{l}"] = new double[gates * hiddenSize];
            Weights[$"bias_hh_l{l}"] = new double[gates * hiddenSize];
        }
    }

    /// <summary>The parameters, by PyTorch's names.</summary>
    public Dictionary<string, double[]> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>After <see cref="Backward"/>: the gradients of the parameters.</summary>
    public Dictionary<string, double[]> Gradients { get; } = new(StringComparer.Ordinal);

    /// <summary>After <see cref="Backward"/>: the gradient of x [T, B, I].</summary>
    public double[] InputGradient { get; private set; } = [];

    /// <summary>After <see cref="Backward"/>: the gradient of the initial state [L, S, B, H].</summary>
    public double[] InitialGradient { get; private set; } = [];

    private static int States => TCell.Shape.States.Count;

    /// <summary>Runs a batch of sequences.</summary>
    /// <param name="x">[T, B, I].</param>
    /// <param name="time">T.</param>
    /// <param name="batch">B.</param>
    /// <param name="initial">[L, S, B, H], or null for zeros.</param>
    /// <returns>The outputs [T, B, H] and the final states [L, S, B, H].</returns>
    public (double[] Output, double[] Final) Forward(double[] x, int time, int batch, double[]? initial)
    {
        _passes.Clear();
        int state = States * batch * _hidden;
        double[] final = new double[_layers * state];
        for (int l = 0; l < _layers; l++)
        {
            LayerPass pass = new(Weights, l, l == 0 ? _inputs : _hidden, _hidden, time, batch);
            x = pass.Forward(x, initial is null ? new double[state] : initial.AsSpan(l * state, state), final.AsSpan(l * state, state));
            _passes.Add(pass);
        }

        return (x, final);
    }

    /// <summary>Backpropagation through time of the loss Σ y ⊙ dOutput + Σ final ⊙ dFinal.</summary>
    /// <param name="dOutput">[T, B, H].</param>
    /// <param name="dFinal">[L, S, B, H].</param>
    public void Backward(double[] dOutput, double[] dFinal)
    {
        int state = dFinal.Length / _layers;
        InitialGradient = new double[dFinal.Length];
        for (int l = _layers - 1; l >= 0; l--)
        {
            dOutput = _passes[l].Backward(dOutput, dFinal.AsSpan(l * state, state), InitialGradient.AsSpan(l * state, state), Gradients);
        }

        InputGradient = dOutput;
    }

    /// <summary>One layer over all steps; it keeps what the way back needs.</summary>
    private sealed class LayerPass(Dictionary<string, double[]> weights, int layer, int inputs, int hidden, int time, int batch)
    {
        private readonly double[] _wih = weights[$"weight_ih_l{layer}"], _whh = weights[$"weight_hh_l{layer}"];
        private readonly double[] _bih = weights[$"bias_ih_l{layer}"], _bhh = weights[$"bias_hh_l{layer}"];

        // Pre-activations [T][B, planes, H] and states [T + 1][S, B, H].
        private readonly double[][] _pre = new double[time][], _states = new double[time + 1][];
        private double[] _x = [];

        private static int GateCount => TCell.Shape.Gates.Count;

        private static int Shared => GateCount - TCell.Shape.Separate;

        private static int Planes => GateCount + TCell.Shape.Separate;

        private int Block => batch * hidden;

        private CellLayout Layout => CellLayout.Plain(CellInfo<TCell>.PreActivations, batch, hidden, 2 * Block);

        public double[] Forward(double[] x, ReadOnlySpan<double> initial, Span<double> final)
        {
            _x = x;
            _states[0] = initial.ToArray();
            double[] y = new double[time * Block];
            for (int t = 0; t < time; t++)
            {
                _pre[t] = PreActivations(t);
                double[] room = WithRoomForNext(_states[t]);
                CellKernels<TCell>.ReferenceForward(new() { Gates = _pre[t].ToArray(), States = room }, Layout, batch, hidden);
                _states[t + 1] = new double[States * Block];
                for (int s = 0; s < States; s++)
                {
                    room.AsSpan((2 * s * Block) + Block, Block).CopyTo(_states[t + 1].AsSpan(s * Block));
                }

                _states[t + 1].AsSpan(0, Block).CopyTo(y.AsSpan(t * Block));
            }

            _states[time].CopyTo(final);
            return y;
        }

        public double[] Backward(double[] dy, ReadOnlySpan<double> dFinal, Span<double> dInitial, Dictionary<string, double[]> gradients)
        {
            double[] dwih = new double[_wih.Length], dwhh = new double[_whh.Length], dbih = new double[_bih.Length], dbhh = new double[_bhh.Length];
            double[] dx = new double[_x.Length], d = dFinal.ToArray();
            for (int t = time - 1; t >= 0; t--)
            {
                for (int i = 0; i < Block; i++)
                {
                    d[i] += dy[(t * Block) + i];
                }

                double[] da = _pre[t].ToArray();
                CellKernels<TCell>.Reference.Backward(new() { Gates = da, States = WithRoomForNext(_states[t]), Gradients = d }, Layout, batch, hidden);
                for (int b = 0; b < batch; b++)
                {
                    for (int gate = 0; gate < GateCount; gate++)
                    {
                        for (int u = 0; u < hidden; u++)
                        {
                            int row = (gate * hidden) + u;
                            double dIn = da[At(b, InputPlane(gate), u)], dHidden = da[At(b, HiddenPlane(gate), u)];
                            dbih[row] += dIn;
                            dbhh[row] += dHidden;
                            for (int k = 0; k < inputs; k++)
                            {
                                int at = (((t * batch) + b) * inputs) + k;
                                dwih[(row * inputs) + k] += dIn * _x[at];
                                dx[at] += dIn * _wih[(row * inputs) + k];
                            }

                            for (int k = 0; k < hidden; k++)
                            {
                                dwhh[(row * hidden) + k] += dHidden * _states[t][(b * hidden) + k];
                                d[(b * hidden) + k] += dHidden * _whh[(row * hidden) + k];
                            }
                        }
                    }
                }
            }

            d.CopyTo(dInitial);
            (gradients[$"weight_ih_l{layer}"], gradients[$"weight_hh_l{layer}"]) = (dwih, dwhh);
            (gradients[$"bias_ih_l{layer}"], gradients[$"bias_hh_l{layer}"]) = (dbih, dbhh);
            return dx;
        }

        /// <summary>The input and the recurrent part of every gate, added unless the cell wants them apart.</summary>
        private double[] PreActivations(int t)
        {
            double[] a = new double[batch * Planes * hidden];
            for (int b = 0; b < batch; b++)
            {
                for (int gate = 0; gate < GateCount; gate++)
                {
                    for (int u = 0; u < hidden; u++)
                    {
                        int row = (gate * hidden) + u;
                        double input = _bih[row], recurrent = _bhh[row];
                        for (int k = 0; k < inputs; k++)
                        {
                            input += _wih[(row * inputs) + k] * _x[(((t * batch) + b) * inputs) + k];
                        }

                        for (int k = 0; k < hidden; k++)
                        {
                            recurrent += _whh[(row * hidden) + k] * _states[t][(b * hidden) + k];
                        }

                        a[At(b, InputPlane(gate), u)] += input;
                        a[At(b, HiddenPlane(gate), u)] += recurrent;
                    }
                }
            }

            return a;
        }

        private static int InputPlane(int gate) => gate;

        private static int HiddenPlane(int gate) => gate < Shared ? gate : gate + TCell.Shape.Separate;

        private int At(int b, int plane, int unit) => (((b * Planes) + plane) * hidden) + unit;

        /// <summary>[S, B, H] to [S, 2, B, H], as the cell kernels want it: the next state is written behind the previous one.</summary>
        private double[] WithRoomForNext(double[] state)
        {
            double[] room = new double[2 * state.Length];
            for (int s = 0; s < States; s++)
            {
                state.AsSpan(s * Block, Block).CopyTo(room.AsSpan(2 * s * Block));
            }

            return room;
        }
    }
}
