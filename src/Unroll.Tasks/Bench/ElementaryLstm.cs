using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Bench;

/// <summary>
/// Training steps of an LSTM written from elementary operations on the tape, as in a toolkit without recurrent layers: the input product of a
/// gate for all steps at once, then at every step four recurrent products, sums, activations and products of elements. The same work and the same
/// results as <see cref="LayerTraining{TCell}"/> of an LSTM.
/// </summary>
internal sealed class ElementaryLstm
{
    private const int Gates = 4;

    private readonly Parameters _parameters = new();
    private readonly Layers.Linear[] _input = new Layers.Linear[Gates], _recurrent = new Layers.Linear[Gates];
    private readonly TrainingStep _step;
    private readonly WorkerTeam _team;
    private readonly ShardLoss _loss;
    private readonly Tensor[] _x;
    private readonly float[][] _dy;
    private readonly LayerShape _shape;

    public ElementaryLstm(LayerShape shape, int shards, WorkerTeam team)
    {
        (_shape, _team, _loss) = (shape, team, Loss);
        for (int gate = 0; gate < Gates; gate++)
        {
            _input[gate] = new Layers.Linear(_parameters, $"input_{gate}", shape.Input, shape.Hidden);
            _recurrent[gate] = new Layers.Linear(_parameters, $"recurrent_{gate}", shape.Hidden, shape.Hidden);
        }

        _parameters.Initialize(1);
        _step = new TrainingStep(_parameters, shards, team);
        _x = new Tensor[shards];
        _dy = new float[shards][];
        CounterRandom random = new(2);
        for (int i = 0; i < shards; i++)
        {
            int rows = (shape.Batch * (i + 1) / shards) - (shape.Batch * i / shards);
            Shape x = new(shape.Time, rows, shape.Input);
            _x[i] = new Tensor(x, new AlignedBuffer(x.Length), 0, new AlignedBuffer(x.Length));
            _dy[i] = new float[shape.Time * rows * shape.Hidden];
            Fill(_x[i].Values, ref random);
            Fill(_dy[i], ref random);
        }
    }

    /// <summary>The gradient of the input of a shard after the last step.</summary>
    public ReadOnlySpan<float> InputGradient(int shard) => _x[shard].Gradient;

    /// <summary>Takes the weights of an LSTM layer.</summary>
    public void CopyFrom(Parameters lstm)
    {
        foreach (Parameter all in lstm.All)
        {
            bool input = all.Name.Contains("_ih_", StringComparison.Ordinal), bias = all.Name.Contains("bias", StringComparison.Ordinal);
            for (int gate = 0; gate < Gates; gate++)
            {
                Layers.Linear linear = (input ? _input : _recurrent)[gate];
                Span<float> target = bias ? linear.Bias!.Values : linear.Weight.Values;
                all.Values.Slice(gate * target.Length, target.Length).CopyTo(target);
            }
        }
    }

    /// <summary>One step.</summary>
    /// <returns>The loss: the output times the given gradient.</returns>
    public double Step()
    {
        _parameters.Prepare(_team);
        return _step.Run(new CounterRandom(3), _loss);
    }

    private Tensor Loss(Tape tape, int shard)
    {
        Tensor x = _x[shard];
        x.Gradient.Clear();
        Shape state = new(x.Shape[1], _shape.Hidden);
        Tensor i = _input[0].Forward(tape, x), f = _input[1].Forward(tape, x), g = _input[2].Forward(tape, x), o = _input[3].Forward(tape, x);
        Tensor h = Zeros(tape, state), c = Zeros(tape, state), loss = default;
        for (int t = 0; t < _shape.Time; t++)
        {
            Tensor input = Sigmoid.Apply(tape, PreActivation(tape, i, 0, h, t)), forget = Sigmoid.Apply(tape, PreActivation(tape, f, 1, h, t));
            Tensor candidate = Tanh.Apply(tape, PreActivation(tape, g, 2, h, t)), output = Sigmoid.Apply(tape, PreActivation(tape, o, 3, h, t));
            c = Add.Apply(tape, Multiply.Apply(tape, forget, c), Multiply.Apply(tape, input, candidate));
            h = Multiply.Apply(tape, output, Tanh.Apply(tape, c));
            Tensor part = InnerProduct.Apply(tape, h, _dy[shard].AsMemory(t * state.Length, state.Length));
            loss = t == 0 ? part : Add.Apply(tape, loss, part);
        }

        return loss;
    }

    private Tensor PreActivation(Tape tape, Tensor input, int gate, Tensor h, int t) =>
        Add.Apply(tape, input.Part(t * h.Shape.Length, h.Shape), _recurrent[gate].Forward(tape, h));

    private static Tensor Zeros(Tape tape, Shape shape)
    {
        Tensor zeros = tape.Result(shape);
        zeros.Values.Clear();
        return zeros;
    }

    private static void Fill(Span<float> x, ref CounterRandom random)
    {
        foreach (ref float value in x)
        {
            value = (2 * random.NextSingle()) - 1;
        }
    }
}
