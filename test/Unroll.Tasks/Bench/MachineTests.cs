using Unroll.Kernels;
using Unroll.Tasks.Bench;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

public sealed class MachineTests
{
    [Fact]
    public void The_better_of_two_measurements_is_taken_figure_by_figure()
    {
        Machine a = new("cpu", SimdPath.Vector256, 2, 100, 150, 60), b = a with { PeakOne = 90, PeakAll = 190, ReadBandwidth = 50 };
        Assert.Equal(a with { PeakAll = 190 }, a.BestOf(b));
        Assert.Equal((100, 150), (a.PeakOf(1), a.PeakOf(2)));
    }

    [Fact]
    public void A_measured_machine_has_a_name_and_figures_that_are_possible()
    {
        Machine machine = Machine.Measure(threads: 1);
        Assert.NotEmpty(machine.Cpu);
        Assert.InRange(machine.PeakOne, 0.1, 10_000);
        Assert.InRange(machine.ReadBandwidth, 0.1, 10_000);
    }
}
