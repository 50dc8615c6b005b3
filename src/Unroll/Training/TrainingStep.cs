using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>The share of the loss that one shard of the batch has.</summary>
/// <param name="tape">The shard's tape, begun.</param>
/// <param name="shard">Which shard.</param>
/// <returns>A single number; the loss of the batch is the sum over the shards.</returns>
public delegate Tensor ShardLoss(Tape tape, int shard);

/// <summary>
/// Forward and backward over a batch that is cut into a fixed number of shards. Each shard has its own tape and gradients and runs on
/// one thread; gradients are added in the order of the shards. So the same seed gives the same bits on any number of threads.
/// </summary>
public sealed class TrainingStep
{
    /// <summary>Gradients are added, measured and applied in pieces of this many floats, whatever the number of threads.</summary>
    private const int PieceLength = 1 << 14;

    private readonly Parameters _parameters;
    private readonly WorkerTeam _team;
    private readonly Tape[] _tapes;
    private readonly AlignedBuffer[] _gradients;
    private readonly double[] _losses, _squares;
    private readonly string?[] _nonFinite;
    private readonly Action<int> _runShard, _reducePiece, _scalePiece, _updatePiece;
    private ShardLoss _loss = static (_, _) => default;
    private CounterRandom _random;
    private PieceUpdate _update = static (_, _) => { };
    private float _scale, _limit;

    /// <summary>Makes the tapes and gradients.</summary>
    /// <param name="parameters">The parameters of the model, initialised.</param>
    /// <param name="shards">Into how many parts every batch is cut; part of the result, unlike the number of threads.</param>
    /// <param name="team">The threads.</param>
    public TrainingStep(Parameters parameters, int shards, WorkerTeam team)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        _parameters = parameters;
        _team = team;
        _tapes = new Tape[shards];
        _gradients = new AlignedBuffer[shards];
        _losses = new double[shards];
        _nonFinite = new string?[shards];
        _squares = new double[(parameters.Length + PieceLength - 1) / PieceLength];
        for (int i = 0; i < shards; i++)
        {
            _tapes[i] = new Tape { Team = shards < team.Size ? team : null };
            _gradients[i] = new AlignedBuffer(parameters.Length);
        }

        _runShard = RunShard;
        _reducePiece = ReducePiece;
        _scalePiece = ScalePiece;
        _updatePiece = UpdatePiece;
    }

    /// <summary>What an optimiser does with a piece of the parameters.</summary>
    /// <param name="start">The first float.</param>
    /// <param name="length">How many.</param>
    public delegate void PieceUpdate(int start, int length);

    /// <summary>How many parts every batch is cut into.</summary>
    public int Shards => _tapes.Length;

    /// <summary>The gradient of the last batch, as long as the parameters.</summary>
    public Span<float> Gradient => _gradients[0].Span;

    /// <summary>The Euclidean norm of the gradient of the last batch, before clipping.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Computes the loss of a batch and its gradient.</summary>
    /// <param name="random">The random numbers of this step; every shard forks its own.</param>
    /// <param name="loss">The loss of a shard.</param>
    /// <returns>The loss: the sum over the shards.</returns>
    /// <exception cref="NonFiniteException">The loss or the gradient is NaN or infinite; the parameters are unchanged.</exception>
    public double Run(CounterRandom random, ShardLoss loss)
    {
        _random = random;
        _loss = loss;
        if (_tapes.Length < _team.Size)
        {
            // Too few shards for all threads: one after the other, each with all threads inside its layers. The sums are the same.
            for (int i = 0; i < _tapes.Length; i++)
            {
                RunShard(i);
            }
        }
        else
        {
            _team.Run(_tapes.Length, _runShard);
        }

        foreach (string? where in _nonFinite)
        {
            if (where is not null)
            {
                throw new NonFiniteException($"the loss is not a finite number; the first such value is in {where}");
            }
        }

        _team.Run(_squares.Length, _reducePiece);
        double squares = 0, total = 0;
        foreach (double square in _squares)
        {
            squares += square;
        }

        foreach (double share in _losses)
        {
            total += share;
        }

        GradientNorm = Math.Sqrt(squares);
        if (!double.IsFinite(GradientNorm))
        {
            throw new NonFiniteException($"the gradient is not a finite number; the first such value is in {WhereGradientBreaks()}");
        }

        return total;
    }

    /// <summary>Scales the gradient down so that its norm is at most <paramref name="maximum"/> (Pascanu, Mikolov and Bengio 2013).</summary>
    /// <param name="maximum">The largest norm; 0 leaves the gradient as it is.</param>
    public void ClipNorm(double maximum)
    {
        if (maximum > 0 && GradientNorm > maximum)
        {
            (_scale, _limit) = ((float)(maximum / GradientNorm), float.PositiveInfinity);
            _team.Run(_squares.Length, _scalePiece);
        }
    }

    /// <summary>Cuts every element of the gradient to [−<paramref name="limit"/>, <paramref name="limit"/>].</summary>
    /// <param name="limit">The largest absolute value; 0 leaves the gradient as it is.</param>
    public void ClipValue(double limit)
    {
        if (limit > 0)
        {
            (_scale, _limit) = (1, (float)limit);
            _team.Run(_squares.Length, _scalePiece);
        }
    }

    /// <summary>Lets an optimiser change the parameters piece by piece, on all threads, and packs the weights anew.</summary>
    /// <param name="update">Called for disjoint pieces; must treat every element by itself.</param>
    public void Update(PieceUpdate update)
    {
        _update = update;
        _team.Run(_squares.Length, _updatePiece);
        _parameters.Prepare(_team);
    }

    private void RunShard(int shard)
    {
        Tape tape = _tapes[shard];
        AlignedBuffer gradient = _gradients[shard];
        gradient.Span.Clear();
        tape.Begin(gradient, _random.Fork((ulong)shard), training: true);
        Tensor loss = _loss(tape, shard);
        float value = loss.Scalar;
        _losses[shard] = value;
        _nonFinite[shard] = null;
        if (float.IsFinite(value))
        {
            tape.Backward(loss);
        }
        else
        {
            _nonFinite[shard] = FirstNonFinite(tape) ?? "the loss";
        }
    }

    private void ReducePiece(int piece)
    {
        int start = piece * PieceLength, length = Math.Min(PieceLength, _parameters.Length - start);
        Span<float> sum = _gradients[0].Slice(start, length);
        for (int i = 1; i < _gradients.Length; i++)
        {
            TensorPrimitives.Add(sum, _gradients[i].Slice(start, length), sum);
        }

        _squares[piece] = TensorPrimitives.SumOfSquares<float>(sum);
    }

    private void ScalePiece(int piece)
    {
        int start = piece * PieceLength;
        Span<float> gradient = _gradients[0].Slice(start, Math.Min(PieceLength, _parameters.Length - start));
        TensorPrimitives.Multiply(gradient, _scale, gradient);
        if (float.IsFinite(_limit))
        {
            TensorPrimitives.Clamp(gradient, -_limit, _limit, gradient);
        }
    }

    private void UpdatePiece(int piece)
    {
        int start = piece * PieceLength;
        _update(start, Math.Min(PieceLength, _parameters.Length - start));
    }

    private static string? FirstNonFinite(Tape tape)
    {
        foreach (Op op in tape.Ops)
        {
            if (op.FindNonFinite(gradient: false) is { } where)
            {
                return where;
            }
        }

        return null;
    }

    private string WhereGradientBreaks()
    {
        foreach (Tape tape in _tapes)
        {
            for (int i = tape.Ops.Count - 1; i >= 0; i--)
            {
                if (tape.Ops[i].FindNonFinite(gradient: true) is { } where)
                {
                    return where;
                }
            }
        }

        foreach (Parameter parameter in _parameters.All)
        {
            if (Autodiff.Ops.Operands.FirstNonFinite(Gradient.Slice(parameter.Start, parameter.Shape.Length)) >= 0)
            {
                return $"the gradient of parameter '{parameter.Name}'";
            }
        }

        return "the sum of its squares, which is too large for a float; lower the learning rate";
    }
}
