using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>Shows how training goes while it runs.</summary>
internal interface ITrainView
{
    /// <summary>Runs the training, which reports to the given action, and shows it until it ends.</summary>
    TrainReport Run(Func<Action<TrainProgress>, TrainReport> train);
}
