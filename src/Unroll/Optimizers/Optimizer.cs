namespace Unroll.Optimizers;

/// <summary>
/// A rule that moves parameters against their gradients. It works on the flat parameter buffer of a model and is purely elementwise: a
/// step may be cut into any ranges, on any threads, and gives the same bits.
/// </summary>
/// <remarks>
/// A step is one <see cref="BeginStep"/>, then one <see cref="Update"/> for each range. A checkpoint holds <see cref="Step"/> and every
/// <see cref="State"/>; <see cref="Initialize"/>, <see cref="Restore"/> and filling the states bring an optimizer back to the same bits.
/// </remarks>
public abstract class Optimizer
{
    private readonly float[][] _states;

    /// <summary>Names the rule and its buffers.</summary>
    /// <param name="name">As recipes write it, for instance <c>adam</c>.</param>
    /// <param name="stateNames">PyTorch's names of the buffers of parameter length that the rule keeps; at most two.</param>
    private protected Optimizer(string name, params string[] stateNames)
    {
        Name = name;
        StateNames = stateNames;
        _states = new float[stateNames.Length][];
        Array.Fill(_states, []);
    }

    /// <summary>The name as recipes write it: <c>sgd</c>, <c>rmsprop</c>, <c>adam</c> or <c>adamw</c>.</summary>
    public string Name { get; }

    /// <summary>PyTorch's names of the state buffers, in the order of <see cref="State"/>.</summary>
    public IReadOnlyList<string> StateNames { get; }

    /// <summary>How many buffers of parameter length the rule keeps.</summary>
    public int StateTensors => _states.Length;

    /// <summary>The length of the parameter buffer; -1 before <see cref="Initialize"/>.</summary>
    public int ParameterCount { get; private set; } = -1;

    /// <summary>How many steps were begun.</summary>
    public long Step { get; private set; }

    /// <summary>Sets the number of parameters, all states to zero and the step to zero. Allocates; the other methods do not.</summary>
    /// <param name="parameterCount">The length of the parameter buffer.</param>
    public void Initialize(int parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        ParameterCount = parameterCount;
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = new float[parameterCount];
        }

        Restore(0);
    }

    /// <summary>Begins the next step. Called once, by one thread, before the ranges of the step are updated.</summary>
    public void BeginStep() => Restore(Step + 1);

    /// <summary>Continues after a step, as a checkpoint says; the states are filled through <see cref="State"/>.</summary>
    /// <param name="step">How many steps were begun.</param>
    public void Restore(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Step = step;
        OnStepChanged();
    }

    /// <summary>A state buffer, as long as the parameters, to save or to fill.</summary>
    /// <param name="index">0 to <see cref="StateTensors"/> - 1.</param>
    /// <returns>The buffer itself.</returns>
    public Span<float> State(int index) => _states[index];

    /// <summary>Updates a range of the parameters. Different threads may update disjoint ranges at the same time.</summary>
    /// <param name="parameters">The whole parameter buffer, of length <see cref="ParameterCount"/>.</param>
    /// <param name="gradients">The whole gradient buffer, of the same length.</param>
    /// <param name="start">The first parameter of the range.</param>
    /// <param name="length">The number of parameters in the range.</param>
    /// <param name="learningRate">The step size, from the schedule.</param>
    /// <param name="decay">False exempts the range from weight decay, as is usual for biases and normalisation.</param>
    /// <exception cref="InvalidOperationException">The optimizer was not initialized for these parameters, or no step was begun.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside the parameters.</exception>
    public void Update(
        Span<float> parameters, ReadOnlySpan<float> gradients, int start, int length, float learningRate, bool decay = true)
    {
        if (Step == 0 || parameters.Length != ParameterCount || gradients.Length != ParameterCount)
            ThrowNotReady(parameters.Length, gradients.Length);

        UpdateRange(
            parameters.Slice(start, length),
            gradients.Slice(start, length),
            _states.Length > 0 ? _states[0].AsSpan(start, length) : default,
            _states.Length > 1 ? _states[1].AsSpan(start, length) : default,
            learningRate,
            decay);
    }

    /// <summary>Prepares what depends on <see cref="Step"/> only, such as a bias correction.</summary>
    private protected virtual void OnStepChanged()
    {
    }

    /// <summary>Applies the rule to spans of one length; a state that the rule does not keep is empty.</summary>
    private protected abstract void UpdateRange(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float learningRate, bool decay);

    /// <summary>Checks a hyper-parameter: at least 0 and finite, and below <paramref name="below"/>.</summary>
    private protected static double Check(double value, string name, string optimizer, double below = double.PositiveInfinity)
    {
        return value >= 0 && value < below
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{optimizer}: {name} is {value}, expected at least 0 and less than {below}. Choose a value in that range.");
    }

    private void ThrowNotReady(int parameters, int gradients) => throw new InvalidOperationException(
        ParameterCount < 0 || Step == 0
            ? $"Optimizer '{Name}': Update was called before {(ParameterCount < 0 ? "Initialize" : "BeginStep")}. Call Initialize once, and BeginStep before each step."
            : $"Optimizer '{Name}': got {parameters} parameters and {gradients} gradients, expected {ParameterCount} of each because it was initialized for them. Pass the whole buffers and choose the range by start and length.");
}
