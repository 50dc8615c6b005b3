using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir;

/// <summary>How the readout of an echo state network is fitted.</summary>
public sealed record EchoStateOptions
{
    /// <summary>Steps at the beginning of each sequence that only drive the reservoir away from its zero state.</summary>
    public int Washout { get; init; } = 100;

    /// <summary>λ of the ridge regression.</summary>
    public double Ridge { get; init; } = 1e-6;

    /// <summary>Values of λ to choose from by their error on validation steps; null to use <see cref="Ridge"/>.</summary>
    public IReadOnlyList<double>? RidgeGrid { get; init; }

    /// <summary>The part at the end of a sequence that chooses λ; the readout is then solved with all of it.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>What the readout sees.</summary>
    public ReadoutFeatures Features { get; init; } = ReadoutFeatures.StatesAndInputs;
}

/// <summary>What a fit gave.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Network">The network.</param>
/// <param name="State">Where it stands after the last step, with the true outputs fed back.</param>
/// <param name="Ridge">λ, as given or as chosen.</param>
/// <param name="Trials">The error of each λ of the grid; empty without one.</param>
/// <param name="Nrmse">√(mean squared error / variance) of each output over the steps that were fitted.</param>
public sealed record EchoStateFit<T>(EchoStateNetwork<T> Network, EchoState<T> State, double Ridge, IReadOnlyList<RidgeTrial> Trials, IReadOnlyList<double> Nrmse)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Fits a readout in one pass over data that need not fit in memory: add pieces of sequences as they come, then finish.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EchoStateTraining<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReservoir<T> _reservoir;
    private readonly EchoStateOptions _options;
    private readonly ReservoirRun<T> _run;
    private readonly RidgeRegression<T> _training, _validation;
    private readonly T[] _features, _first;
    private readonly bool[] _varies;
    private readonly int _outputs;
    private long _steps;

    /// <summary>Begins.</summary>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="outputs">Length of a target.</param>
    /// <param name="options">Washout, λ, features.</param>
    /// <param name="team">Threads that share the products of the regression, or null; the bits do not depend on it.</param>
    /// <exception cref="DataException">An option is of no use.</exception>
    public EchoStateTraining(IReservoir<T> reservoir, int outputs, EchoStateOptions options, WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        if (options.Washout < 0 || options.RidgeGrid is { Count: 0 } || options.ValidationShare is not (> 0 and < 1))
        {
            throw new DataException($"Echo state network: Washout is {options.Washout}, RidgeGrid has {options.RidgeGrid?.Count ?? 1} values and ValidationShare is {options.ValidationShare}, expected at least 0, at least 1, and more than 0 but less than 1.");
        }

        (_reservoir, _outputs, _options) = (reservoir, outputs, options);
        (_features, _first, _varies) = (new T[options.Features.Count(reservoir)], new T[outputs], new bool[outputs]);
        _run = new ReservoirRun<T>(reservoir, outputs);
        _training = new RidgeRegression<T>(_features.Length, outputs, team);
        _validation = options.RidgeGrid is null ? _training : new RidgeRegression<T>(_features.Length, outputs, team);
    }

    /// <summary>Where the run stands, with the true outputs fed back.</summary>
    public EchoState<T> State => _run.Save();

    /// <summary>The regression over the steps that were added to train on, for whoever chooses λ in another way than <see cref="Finish"/>.</summary>
    public RidgeRegression<T> Regression => _training;

    /// <summary>Begins another sequence: with the zero state, and a washout of its own.</summary>
    public void NextSequence()
    {
        _run.Load(null);
        _steps = 0;
    }

    /// <summary>Adds the next piece of the sequence.</summary>
    /// <param name="inputs">[steps, inputs].</param>
    /// <param name="targets">[steps, outputs]; fed back where the reservoir has feedback.</param>
    /// <param name="validation">The piece chooses λ; of use with <see cref="EchoStateOptions.RidgeGrid"/> only.</param>
    /// <exception cref="DataException">The lengths differ, or a number is NaN or infinite.</exception>
    public void Add(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, bool validation = false)
    {
        int width = _reservoir.Inputs, steps = targets.Length / _outputs;
        CheckLengths(width, _outputs, inputs, targets);
        Check("input", inputs, width);
        Check("target", targets, _outputs);
        NoteChanges(targets);
        RidgeRegression<T> regression = validation ? _validation : _training;
        for (int t = 0; t < steps; t++, _steps++)
        {
            _run.Step(inputs.Slice(t * width, width), noise: true);
            ReadOnlySpan<T> target = targets.Slice(t * _outputs, _outputs);
            if (_steps >= _options.Washout)
            {
                _options.Features.Write(_run.States, _run.Inputs, _features);
                regression.Add(_features, target);
            }

            target.CopyTo(_run.Outputs);
        }
    }

    /// <summary>Solves the readout.</summary>
    /// <returns>The network and what is known of it.</returns>
    /// <exception cref="DataException">No step came after the washout, a target is constant, or λ is too small.</exception>
    public EchoStateFit<T> Finish()
    {
        if (_training.Count == 0)
        {
            throw new DataException($"Echo state network: the data has {_steps} steps, expected more than {_options.Washout} because Washout = {_options.Washout}. Give more data or a shorter washout.");
        }

        int constant = Array.IndexOf(_varies, false);
        if (constant >= 0)
        {
            throw new DataException($"Echo state network: output {constant} is {_first[constant]} in every step, expected one that changes, for there is nothing to learn from a constant. Check the column and the scaling.");
        }

        (double ridge, IReadOnlyList<RidgeTrial> trials) = (_options.Ridge, []);
        if (_options.RidgeGrid is { } grid)
        {
            if (_validation.Count == 0)
            {
                throw new DataException("Echo state network: RidgeGrid is given but 0 steps are for validation, expected some to choose λ by. Add a piece with validation: true, or give Ridge instead.");
            }

            trials = _training.Factorize().Try(grid, _validation);
            ridge = trials.MinBy(t => t.Error).Ridge;
            _training.Add(_validation);
        }

        LinearReadout<T> readout = _training.Solve(ridge);
        double[] nrmse = [.. _training.MeanSquaredErrors(readout).Zip(_training.TargetVariances(), (e, v) => Math.Sqrt(e / v))];
        return new EchoStateFit<T>(new EchoStateNetwork<T>(_reservoir, _options.Features, readout), State, ridge, trials, nrmse);
    }

    internal static void CheckLengths(int width, int outputs, ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets)
    {
        int steps = targets.Length / outputs;
        if (steps * outputs != targets.Length || steps * width != inputs.Length)
        {
            throw new DataException($"Echo state network: a piece has {inputs.Length} inputs and {targets.Length} targets, expected {width} and {outputs} for each step. Align the two.");
        }
    }

    private void NoteChanges(ReadOnlySpan<T> targets)
    {
        if (_steps == 0 && targets.Length > 0 && !_varies.Contains(true))
        {
            targets[.._outputs].CopyTo(_first);
        }

        for (int i = 0; i < targets.Length; i++)
        {
            _varies[i % _outputs] |= targets[i] != _first[i % _outputs];
        }
    }

    private void Check(string what, ReadOnlySpan<T> values, int width)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
            {
                throw new DataException($"Echo state network: {what} {i % width} of step {_steps + (i / width)} is {values[i]}, expected a finite number. Fill gaps in the data before fitting.");
            }
        }
    }
}
