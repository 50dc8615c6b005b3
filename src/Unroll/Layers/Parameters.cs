using System.Diagnostics.CodeAnalysis;
using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// All parameters of a model as named views into one contiguous buffer, so that an optimiser step, a norm or a checkpoint is one pass
/// over one span. Layers add theirs when they are made; <see cref="Initialize"/> ends that and gives them values.
/// </summary>
public sealed class Parameters
{
    private readonly List<Parameter> _all = [];
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private readonly List<IPackedCopy> _copies = [];
    private readonly Action<int> _pack;
    private AlignedBuffer? _values;
    private int _length;

    /// <summary>An empty set.</summary>
    public Parameters() => _pack = i => _copies[i].Pack(Precision);

    /// <summary>The parameters in the order in which they were added.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>The length of the buffer in floats, gaps for alignment included.</summary>
    public int Length => _length;

    /// <summary>The number of trainable numbers.</summary>
    public long Count => _all.Sum(p => (long)p.Shape.Length);

    /// <summary>All values. Whoever writes to them calls <see cref="Prepare"/> before the model runs again.</summary>
    public Span<float> Values => Buffer.Span;

    /// <summary>
    /// How the matrices are kept. With <see cref="WeightPrecision.Int8"/>, passes without gradients multiply with 8-bit copies of the
    /// matrices in the layers that ask for them. Whoever sets it calls <see cref="Prepare"/> before the model runs again.
    /// </summary>
    public WeightPrecision Precision { get; set; }

    internal AlignedBuffer Buffer => _values ?? throw new InvalidOperationException("The parameters have no values yet: call Initialize(seed) after all layers are made, or load a model.");

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">PyTorch's name for it, such as <c>encoder.weight_ih_l0</c>; must be new.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">What it starts as.</param>
    /// <returns>The parameter.</returns>
    public Parameter Add(string name, Shape shape, Initializer initializer)
    {
        if (_values is not null)
        {
            throw new InvalidOperationException($"Parameter '{name}' comes too late: the parameters already have values. Make all layers before Initialize.");
        }

        Parameter parameter = new(this, name, shape, _length, initializer);
        if (!_byName.TryAdd(name, parameter))
        {
            throw new ArgumentException($"There already is a parameter '{name}': give each layer its own name.", nameof(name));
        }

        _all.Add(parameter);
        _length = checked(_length + AlignedBuffer.RoundUp(shape.Length));
        return parameter;
    }

    /// <summary>Finds a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => _byName.TryGetValue(name, out parameter);

    /// <summary>Makes the buffer and fills every parameter from its own stream of random numbers, which depends on the seed and the name only.</summary>
    /// <param name="seed">The seed.</param>
    public void Initialize(ulong seed)
    {
        Allocate();
        CounterRandom random = new(seed);
        foreach (Parameter parameter in _all)
        {
            parameter.Initializer(parameter.Values, parameter.Shape, random.Fork(Hash(parameter.Name)));
        }

        Prepare();
    }

    /// <summary>Makes the buffer with zeros, to be filled by the caller, who then calls <see cref="Prepare"/>.</summary>
    public void Allocate() => _values ??= new AlignedBuffer(_length);

    /// <summary>Brings the packed copies of the weights up to date with <see cref="Values"/>.</summary>
    /// <param name="team">The threads that share the work, or null.</param>
    public void Prepare(WorkerTeam? team = null)
    {
        if (team is null)
        {
            for (int i = 0; i < _copies.Count; i++)
            {
                _pack(i);
            }
        }
        else
        {
            team.Run(_copies.Count, _pack);
        }
    }

    /// <summary>Has a copy of parameters renewed by <see cref="Prepare"/>.</summary>
    /// <typeparam name="T">What kind of copy.</typeparam>
    /// <param name="copy">The copy.</param>
    /// <returns>The same.</returns>
    internal T AddCopy<T>(T copy)
        where T : IPackedCopy
    {
        _copies.Add(copy);
        return copy;
    }

    /// <summary>FNV-1a: the same on every machine and run, which string.GetHashCode is not.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}

/// <summary>A named tensor of trainable numbers.</summary>
public sealed class Parameter
{
    private readonly Parameters _owner;

    internal Parameter(Parameters owner, string name, Shape shape, int start, Initializer initializer)
    {
        _owner = owner;
        Name = name;
        Shape = shape;
        Start = start;
        Initializer = initializer;
    }

    /// <summary>PyTorch's name for it.</summary>
    public string Name { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>Where it starts in the buffer of all parameters.</summary>
    public int Start { get; }

    /// <summary>The values, row by row.</summary>
    public Span<float> Values => _owner.Buffer.Slice(Start, Shape.Length);

    internal Initializer Initializer { get; }

    /// <summary>The parameter as an operand; its gradient is the one of the tape's pass.</summary>
    /// <param name="tape">The tape.</param>
    /// <returns>A view.</returns>
    public Tensor On(Tape tape) => new(Shape, _owner.Buffer, Start, tape.ParameterGradients, Start);
}
