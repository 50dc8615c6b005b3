using Unroll.Reservoir;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>Where reservoirs stand before a step of a series, so that they need not be driven through all that was before it.</summary>
/// <param name="Step">The step that comes next.</param>
/// <param name="Members">The state of each member.</param>
internal sealed record DrivenState(int Step, EchoState<double>[] Members);
