using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>What a network starts as, beside what the library does of itself.</summary>
/// <param name="Cell">The cell's name.</param>
/// <param name="Label">How figures name it.</param>
internal sealed record Start(string Cell, string Label)
{
    /// <summary>The bias of an LSTM's forget gate; the library's is 1.</summary>
    public float? ForgetBias { get; init; }

    /// <summary>T: gates that keep the state start with time constants up to T (Tallec and Ollivier 2018); 0 for the library's biases.</summary>
    public int Chrono { get; init; }

    /// <summary>Whether W_hh starts uniform in ±1/√H, as PyTorch's does, and not orthogonal.</summary>
    public bool UniformRecurrent { get; init; }
}

/// <summary>One recurrent layer and a linear one.</summary>
internal sealed class Network
{
    private readonly Linear _readout;
    private readonly bool _everyStep;

    public Network(IProblem problem, Start start, int hidden, ulong seed)
    {
        Layer = RecurrentKinds.Create(start.Cell, Parameters, "rnn", problem.Inputs, hidden, new RecurrentOptions());
        _readout = new Linear(Parameters, "readout", hidden, problem.Outputs);
        _everyStep = problem.EveryStep;
        Parameters.Initialize(seed);
        CounterRandom random = new CounterRandom(seed).Fork(0xC4);
        if (start.UniformRecurrent && Parameters.TryGet("rnn.weight_hh_l0", out Parameter? recurrent))
        {
            Initializers.Uniform(1 / Math.Sqrt(hidden))(recurrent.Values, recurrent.Shape, random);
        }

        if (start.ForgetBias is { } bias)
        {
            Gate("f").Fill(bias);
        }

        if (start.Chrono > 0)
        {
            WriteChrono(start.Chrono, random);
        }

        Parameters.Prepare();
    }

    public Parameters Parameters { get; } = new();

    public IRecurrent Layer { get; }

    /// <summary>The predictions: [T, B, O] for every step, else [B, O].</summary>
    public Tensor Forward(Tape tape, Tensor x)
    {
        Tensor h = Layer.Forward(tape, x);
        int time = h.Shape[0], batch = h.Shape[1], width = h.Shape[2];
        return Read(tape, _everyStep ? h : h.Part((time - 1) * batch * width, new Shape(batch, width)));
    }

    /// <summary>The predictions from h.</summary>
    public Tensor Read(Tape tape, Tensor h) => _readout.Forward(tape, h);

    /// <summary>b_keep = ln u, u uniform in [1, T − 1), and the gate that writes, where there is one of its own, the opposite.</summary>
    private void WriteChrono(int time, CounterRandom random)
    {
        bool lstm = Layer.Cell.Gates.Contains("f", StringComparer.Ordinal);
        Span<float> keep = Gate(lstm ? "f" : "z");
        for (int i = 0; i < keep.Length; i++)
        {
            keep[i] = (float)Math.Log(1 + ((time - 2) * random.NextDouble()));
            if (lstm)
            {
                Gate("i")[i] = -keep[i];
            }
        }
    }

    /// <summary>The biases of a gate.</summary>
    private Span<float> Gate(string gate)
    {
        int index = Layer.Cell.Gates.ToList().IndexOf(gate);
        return index >= 0 && Parameters.TryGet("rnn.bias_ih_l0", out Parameter? bias)
            ? bias.Values.Slice(index * Layer.HiddenSize, Layer.HiddenSize)
            : throw new ArgumentException($"The cell '{Layer.Cell.Name}' has no gate '{gate}': it has {string.Join(", ", Layer.Cell.Gates)}. Choose a start that fits the cell.", nameof(gate));
    }
}
