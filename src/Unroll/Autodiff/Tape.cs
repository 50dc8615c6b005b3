using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff;

/// <summary>
/// Records the operations of one forward pass and runs their gradient rules backwards (reverse-mode differentiation, Linnainmaa 1970).
/// A tape belongs to one thread at a time.
/// </summary>
public sealed class Tape
{
    private readonly List<Op> _ops = [];
    private readonly List<Pool?> _pools = [];

    /// <summary>The memory of the pass.</summary>
    public Arena Arena { get; } = new();

    /// <summary>Whether gradients are wanted: operations are recorded and their outputs keep gradients.</summary>
    public bool Recording { get; private set; }

    /// <summary>Whether dropout and its like are active.</summary>
    public bool Training { get; private set; }

    /// <summary>The random numbers of this pass.</summary>
    public CounterRandom Random { get; private set; }

    /// <summary>
    /// The threads over which a layer may split its units, or null; a pass that runs beside others on threads of its own has none.
    /// Results do not depend on it.
    /// </summary>
    public WorkerTeam? Team { get; set; }

    /// <summary>Scratch memory of products with 8-bit weights.</summary>
    internal Int8Activations Rounded { get; } = new();

    /// <summary>The gradients of the parameters, as long as the parameters; null outside training.</summary>
    internal AlignedBuffer? ParameterGradients { get; private set; }

    /// <summary>The recorded operations, in order.</summary>
    internal IReadOnlyList<Op> Ops => _ops;

    /// <summary>Forgets the last pass and starts one that only computes values.</summary>
    public void Begin() => Begin(null, default, training: false);

    /// <summary>Forgets the last pass and starts one with gradients.</summary>
    /// <param name="parameterGradients">Where the gradients of the parameters are added, as long as the parameters; null records nothing.</param>
    /// <param name="random">The random numbers of this pass.</param>
    /// <param name="training">Whether dropout and its like are active.</param>
    public void Begin(AlignedBuffer? parameterGradients, CounterRandom random, bool training)
    {
        foreach (Pool? pool in _pools)
        {
            pool?.Reset();
        }

        _ops.Clear();
        Arena.Reset();
        ParameterGradients = parameterGradients;
        Recording = parameterGradients is not null;
        Training = training;
        Random = random;
    }

    /// <summary>A tensor for the result of an operation, with a gradient while recording.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>Whatever was there before, to be overwritten.</returns>
    public Tensor Result(Shape shape) => Arena.Take(shape, Recording);

    /// <summary>An independent stream of random numbers for one operation.</summary>
    /// <returns>A generator.</returns>
    public CounterRandom NextRandom()
    {
        CounterRandom random = Random;
        CounterRandom child = random.Fork(random.NextUInt64());
        Random = random;
        return child;
    }

    /// <summary>Adds an operation of type <typeparamref name="T"/>, to be filled in; call it only while <see cref="Recording"/>.</summary>
    /// <typeparam name="T">The operation.</typeparam>
    /// <returns>A used instance.</returns>
    public T Record<T>()
        where T : Op, new()
    {
        T op = Take<T>();
        _ops.Add(op);
        return op;
    }

    /// <summary>An instance for a pass without gradients, which has no use of it afterwards.</summary>
    internal T Take<T>()
        where T : Op, new()
    {
        int id = PoolOf<T>.Id;
        while (_pools.Count <= id)
        {
            _pools.Add(null);
        }

        return ((PoolOf<T>)(_pools[id] ??= new PoolOf<T>())).Take();
    }

    /// <summary>Runs the gradient rules from the last operation to the first.</summary>
    /// <param name="loss">A single number, made on this tape; its gradient is set to 1.</param>
    public void Backward(Tensor loss)
    {
        if (!Recording)
        {
            throw new InvalidOperationException("The tape recorded nothing, so there is no gradient: begin it with room for the parameters' gradients.");
        }

        if (loss.Shape.Length != 1)
        {
            throw new ArgumentException($"The loss is {loss.Shape}, expected a single number: sum or average it first.", nameof(loss));
        }

        loss.Gradient[0] = 1;
        RunBackward();
    }

    /// <summary>Runs the gradient rules with whatever gradients the caller has set.</summary>
    internal void RunBackward()
    {
        for (int i = _ops.Count - 1; i >= 0; i--)
        {
            _ops[i].Backward();
        }
    }

    private abstract class Pool
    {
        private static int s_count;

        public abstract void Reset();

        protected static int NextId() => Interlocked.Increment(ref s_count) - 1;
    }

    private sealed class PoolOf<T> : Pool
        where T : Op, new()
    {
        public static readonly int Id = NextId();

        private readonly List<T> _items = [];
        private int _used;

        public T Take()
        {
            if (_used == _items.Count)
            {
                _items.Add(new T());
            }

            return _items[_used++];
        }

        public override void Reset() => _used = 0;
    }
}
