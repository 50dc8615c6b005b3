using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Forecast;

/// <summary>A forecaster with its windows.</summary>
internal sealed class ForecastTrainable : ItemTrainable
{
    private readonly ForecastNetwork _network;
    private readonly ForecastData _data;
    private readonly Forecaster _forecaster;
    private float _scale;

    public ForecastTrainable(ForecastNetwork network, ForecastData data, Forecaster forecaster, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. Enumerable.Repeat(data.Options.History, data.TrainWindows.Length)], recipe.Train, team)
    {
        (_network, _data, _forecaster) = (network, data, forecaster);
        foreach (Layers.IRecurrent recurrent in network.Recurrent)
        {
            recurrent.Recompute = recipe.Train.Recompute;
        }
    }

    protected override void BeginBatch(int[] items, CounterRandom random) => _scale = 1f / (items.Length * _data.Options.Horizon);

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        Window[] windows = Array.ConvertAll(items, i => _data.TrainWindows[i]);
        WindowBatch batch = WindowBatch.Load(tape, _data.Frames, windows);
        Tensor outputs = _network.Forward(tape, batch);
        return _network.Head.Loss(tape, outputs, batch.Targets(tape, _data.Frames, windows, _network.Head.Counts), _scale);
    }

    /// <summary>The loss of training on windows that come later.</summary>
    protected override double ValidateWeights() => _forecaster.Loss(_data.Frames, _data.ValidWindows);
}
