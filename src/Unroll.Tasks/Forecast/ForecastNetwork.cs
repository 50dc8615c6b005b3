using DropoutOp = Unroll.Autodiff.Ops.Dropout;
using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Layers;
using Unroll.Reservoir;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using Linear = Unroll.Layers.Linear;

namespace Unroll.Tasks.Forecast;

/// <summary>
/// A recurrent layer reads the history; its last state gives all steps ahead at once, or a second recurrent layer goes on from it. To that a
/// linear forecast from the history is added.
/// </summary>
internal sealed class ForecastNetwork
{
    private readonly ForecastModelOptions _options;
    private readonly IRecurrent _encoder;
    private readonly IRecurrent? _goesOn;
    private readonly Linear _output;
    private readonly Linear? _linear;
    private readonly int _horizon;

    public ForecastNetwork(ForecastModelOptions options, ForecastFeatures features)
    {
        (_options, _horizon, Head) = (options, features.Options.Horizon, new ForecastHead(options.Head));
        _encoder = RecurrentKinds.Create(options.Cell, Parameters, "encoder", features.HistoryCount, options.Hidden, options.Recurrent());
        if (options.IsRecurrentDecoder)
        {
            _goesOn = RecurrentKinds.Create(options.Cell, Parameters, "decoder", features.FutureCount, options.Hidden, options.Recurrent());
            _output = new Linear(Parameters, "output", _goesOn.OutputSize, Head.Outputs);
        }
        else
        {
            _output = new Linear(Parameters, "output", _encoder.OutputSize + (_horizon * features.FutureCount), _horizon * Head.Outputs);
        }

        _linear = options.Linear ? new Linear(Parameters, "linear", features.Options.History, _horizon) : null;
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>What is put out.</summary>
    public ForecastHead Head { get; }

    /// <summary>The recurrent layers.</summary>
    public IEnumerable<IRecurrent> Recurrent => _goesOn is null ? [_encoder] : [_encoder, _goesOn];

    /// <summary>Starts the linear part from a least-squares solution, and the rest near nothing beside it.</summary>
    public void Start(LinearReadout<double>? solution)
    {
        if (_linear is null || solution is null)
        {
            return;
        }

        Span<float> weights = _linear.Weight.Values, bias = _linear.Bias!.Values;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)solution.Weights[i];
        }

        for (int i = 0; i < bias.Length; i++)
        {
            bias[i] = (float)solution.Intercept[i];
        }

        foreach (ref float w in _output.Weight.Values)
        {
            w *= 0.1f;
        }
    }

    /// <summary>Forecasts a batch of windows.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The windows.</param>
    /// <returns>[B, Z, P].</returns>
    public Tensor Forward(Tape tape, WindowBatch batch)
    {
        int rows = batch.Values.Shape[0], p = Head.Outputs;
        Shape shape = new(rows, _horizon, p);
        Tensor y = _goesOn is null ? Direct(tape, batch, rows).Reshape(shape) : GoOn(tape, batch, rows, shape);
        if (_linear is not null)
        {
            Tensor linear = _linear.Forward(tape, batch.Values);
            int[] map = [.. Enumerable.Range(0, shape.Length).Select(i => Head.ShiftsAll || i % p == 0 ? i / p : -1)];
            y = Add.Apply(tape, y, GatherRows.Apply(tape, linear, map, new Shape(shape.Length, 1)).Reshape(shape));
        }

        return Head.Counts ? Multiply.Apply(tape, y, Sizes(tape, batch, shape)) : y;
    }

    private Tensor Direct(Tape tape, WindowBatch batch, int rows)
    {
        Tensor last = PoolOverTime.Apply(tape, _encoder.Forward(tape, batch.History), TimePooling.Last);
        int d = batch.Future.Shape.Last;
        Tensor future = GatherRows.Apply(tape, batch.Future, BatchFirst(rows), new Shape(rows * _horizon, d)).Reshape(new Shape(rows, _horizon * d));
        return _output.Forward(tape, Concat.Apply(tape, DropoutOp.Apply(tape, last, _options.Dropout), future));
    }

    private Tensor GoOn(Tape tape, WindowBatch batch, int rows, Shape shape)
    {
        Tensor state = tape.Result(_encoder.StateShape(rows));
        _encoder.Forward(tape, batch.History, final: state);
        Tensor h = DropoutOp.Apply(tape, _goesOn!.Forward(tape, batch.Future, initial: state), _options.Dropout);
        return GatherRows.Apply(tape, _output.Forward(tape, h), BatchFirst(rows), shape);
    }

    /// <summary>The rows of [Z, B, …] in the order of [B, Z, …].</summary>
    private int[] BatchFirst(int rows) => [.. Enumerable.Range(0, rows * _horizon).Select(i => ((i % _horizon) * rows) + (i / _horizon))];

    /// <summary>Means of counts come back to the size of their series (Salinas et al. 2020); dispersions have none.</summary>
    private static Tensor Sizes(Tape tape, WindowBatch batch, Shape shape)
    {
        Tensor sizes = tape.Arena.Take(shape, gradient: false);
        int perRow = shape[1] * shape[2];
        for (int i = 0; i < shape.Length; i++)
        {
            sizes.Values[i] = i % 2 == 0 ? (float)batch.Scales[i / perRow].Size : 1;
        }

        return sizes;
    }
}
