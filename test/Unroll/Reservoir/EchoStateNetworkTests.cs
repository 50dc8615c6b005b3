using Unroll.Kernels;
using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class EchoStateNetworkTests
{
    private static readonly EchoStateOptions s_options = new() { Washout = 50, Ridge = 1e-8 };

    [Theory]
    [InlineData(Topology.Random)]
    [InlineData(Topology.Ring)]
    [InlineData(Topology.SmallWorld)]
    [InlineData(Topology.DelayLine)]
    public void Every_topology_recalls_an_input_of_three_steps_ago(Topology topology)
    {
        ReservoirOptions options = new() { Units = 60, Links = 4, Topology = topology, InputScaling = 0.1, InputWeights = InputWeights.Signs, RecurrentScaling = topology == Topology.DelayLine ? 0.9 : null, Seed = 2 };
        double[] u = Kernels.EllpackMatrixTests.Vector<double>(1, 2000), y = [0, 0, 0, .. u[..^3]];
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(new LeakyReservoir<double>(options, 1), u.AsSpan(0, 1000), y.AsSpan(0, 1000), 1, s_options);
        double[] predicted = fit.Network.Run(u.AsSpan(1000), fit.State);
        Assert.True(predicted.Zip(y[1000..], (a, b) => (a - b) * (a - b)).Average() < 1e-3);
    }

    [Fact]
    public void A_sequence_in_pieces_gives_the_same_bits_as_at_once()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        EchoStateFit<float> whole = EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options);
        EchoStateTraining<float> training = new(reservoir, 2, s_options);
        for (int t = 0; t < 300; t += 7)
        {
            int end = Math.Min(300, t + 7);
            training.Add(u.AsSpan(t, end - t), y.AsSpan(2 * t, 2 * (end - t)));
        }

        EchoStateFit<float> pieces = training.Finish();
        Assert.Equal(Weights(whole), Weights(pieces));
        Assert.Equal(whole.State.Units.ToArray(), pieces.State.Units.ToArray());
    }

    [Fact]
    public void A_fork_of_a_state_goes_on_with_the_same_bits()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        EchoStateNetwork<float> network = EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options).Network;
        EchoStateStream<float> stream = network.Start();
        stream.Run(u.AsSpan(0, 100));
        EchoState<float> fork = stream.Save();
        float[] first = stream.Run(u.AsSpan(100, 50));
        Assert.Equal(first, network.Start(fork).Run(u.AsSpan(100, 50)));
        stream.Load(fork);
        Assert.Equal(first, stream.Run(u.AsSpan(100, 50)));
        Assert.Equal(100UL, fork.Steps);
    }

    [Fact]
    public void Every_sequence_has_a_washout_of_its_own()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        // The same data twice: the sums and the penalty double, and the weights stay.
        float[] once = Weights(EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options with { Ridge = 0.1 }));
        EchoStateTraining<float> other = new(reservoir, 2, s_options with { Ridge = 0.2 });
        other.Add(u, y);
        other.NextSequence();
        other.Add(u, y);
        Assert.All(once.Zip(Weights(other.Finish())), p => Assert.Equal(p.First, p.Second, 1e-3f));
    }

    [Fact]
    public void The_ridge_of_a_grid_is_the_one_with_the_least_error_on_the_validation_steps()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        double[] grid = [1e3, 1e-2, 1e5];
        EchoStateFit<float> fit = EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options with { RidgeGrid = grid });
        Assert.Equal(grid, fit.Trials.Select(t => t.Ridge));
        Assert.Equal(1e-2, fit.Ridge);
        Assert.True(fit.Trials[1].Error < fit.Trials[0].Error && fit.Trials[0].Error < fit.Trials[2].Error);

        // The last readout is fitted to all steps.
        float[] all = Weights(EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options with { Ridge = 1e-2 }));
        Assert.All(all.Zip(Weights(fit)), p => Assert.Equal(p.First, p.Second, 5e-3f));
    }

    [Fact]
    public void A_network_with_feedback_generates_what_it_was_taught()
    {
        double[] wave = [.. Enumerable.Range(0, 1200).Select(t => 0.8 * Math.Sin(t / 5.0))];
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 80, FeedbackScaling = 0.5, BiasScaling = 0.2, SpectralRadius = 0.8, Seed = 1 }, inputs: 0, feedback: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], wave.AsSpan(0, 1000), 1, s_options with { Washout = 100 });
        double[] free = fit.Network.Generate(fit.State, 200);
        Assert.All(free.Zip(wave[1000..]), p => Assert.Equal(p.Second, p.First, 1e-2));

        // Forced back onto the series, an error is gone.
        EchoStateStream<double> stream = fit.Network.Start();
        stream.Follow([], wave.AsSpan(0, 1100));
        Assert.All(stream.Generate(100).Zip(wave[1100..]), p => Assert.Equal(p.Second, p.First, 1e-2));
    }

    [Fact]
    public void The_readout_may_see_states_inputs_and_squares()
    {
        double[] u = [0.5, -2], x = [3, -1, 2], row = new double[10];
        ReadoutFeatures.All.Write<double>(x, u, row);
        Assert.Equal([3, -1, 2, 0.5, -2, 9, 1, 4, 0.25, 4], row);
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 3, Links = 1 }, 1, feedback: 1);
        Assert.Equal(10, ReadoutFeatures.All.Count(reservoir));
        Assert.Equal(3, ReadoutFeatures.States.Count(reservoir));
        Assert.Equal(4, (ReadoutFeatures.Inputs | ReadoutFeatures.Squares).Count(reservoir));
        Assert.Throws<DataException>(() => ReadoutFeatures.Squares.Count(reservoir));
    }

    [Fact]
    public void Stepping_a_stream_allocates_nothing()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        EchoStateStream<float> stream = EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options).Network.Start();
        stream.Step(u.AsSpan(0, 1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 0; t < 100; t++)
        {
            stream.Step(u.AsSpan(t, 1));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_ensemble_is_the_mean_of_its_members_whether_fitted_on_one_thread_or_more()
    {
        double[] wave = [.. Enumerable.Range(0, 700).Select(t => 0.8 * Math.Sin(t / 5.0))];
        using WorkerTeam team = new(2);
        EchoStateEnsemble<double> ensemble = EchoStateEnsemble<double>.Fit(3, Member, team);
        double[] mean = ensemble.Run(wave);
        double[][] members = [.. Enumerable.Range(0, 3).Select(i => Member(i).Run(wave))];
        Assert.All(Enumerable.Range(0, 700), t => Assert.Equal(members.Average(m => m[t]), mean[t], 1e-12));

        EchoStateNetwork<double> Member(int i) => EchoStateNetwork<double>.Fit(
            new LeakyReservoir<double>(new ReservoirOptions { Units = 30, Seed = (ulong)i }, 1), wave.AsSpan(0, 699), wave.AsSpan(1), 1, s_options).Network;
    }

    [Fact]
    public void The_members_of_an_ensemble_that_generates_are_fed_back_their_mean()
    {
        double[] wave = [.. Enumerable.Range(0, 900).Select(t => 0.8 * Math.Sin(t / 5.0))];
        EchoStateFit<double>[] fits = [.. Enumerable.Range(0, 3).Select(i => EchoStateNetwork<double>.Fit(
            new LeakyReservoir<double>(new ReservoirOptions { Units = 60, FeedbackScaling = 0.5, BiasScaling = 0.2, Seed = (ulong)i }, 0, 1), [], wave.AsSpan(0, 800), 1, s_options))];
        EchoStateEnsemble<double> ensemble = new([.. fits.Select(f => f.Network)]);
        double[] free = ensemble.Generate([.. fits.Select(f => f.State)], 100);
        Assert.Equal(fits.Average(f => f.Network.Generate(f.State, 1)[0]), free[0], 1e-12);
        Assert.All(free.Zip(wave[800..]), p => Assert.Equal(p.Second, p.First, 1e-2));
    }

    [Fact]
    public void Bad_data_is_an_error_that_says_where()
    {
        (LeakyReservoir<float> reservoir, float[] u, float[] y) = Problem();
        AssertError("Washout = 300", () => EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options with { Washout = 300 }));
        AssertError("output 1 is 0.1 in every step", () => EchoStateNetwork<float>.Fit(reservoir, u, [.. y.Select((v, i) => i % 2 == 0 ? v : 0.1f)], 2, s_options));
        AssertError("input 0 of step 7 is NaN", () => EchoStateNetwork<float>.Fit(reservoir, [.. u.Select((v, i) => i == 7 ? float.NaN : v)], y, 2, s_options));
        AssertError("target 1 of step 3 is", () => EchoStateNetwork<float>.Fit(reservoir, u, [.. y.Select((v, i) => i == 7 ? float.PositiveInfinity : v)], 2, s_options));
        AssertError("Align the two", () => EchoStateNetwork<float>.Fit(reservoir, u[1..], y, 2, s_options));
        AssertError("RidgeGrid", () => new EchoStateTraining<float>(reservoir, 2, s_options with { RidgeGrid = [] }));
        AssertError("feedback: 2", () => EchoStateNetwork<float>.Fit(new LeakyReservoir<float>(new ReservoirOptions { Units = 20 }, 1, 1), u, y, 2, s_options));
        EchoStateFit<float> fit = EchoStateNetwork<float>.Fit(reservoir, u, y, 2, s_options);
        AssertError("fed back", () => fit.Network.Generate(fit.State, 1));
        AssertError("another network", () => fit.Network.Start(new EchoState<float>(new float[3], new float[2], 0)));
        AssertError("fitted with this reservoir", () => new EchoStateNetwork<float>(reservoir, ReadoutFeatures.States, fit.Network.Readout));
    }

    private static void AssertError(string part, Action act) => Assert.Contains(part, Assert.Throws<DataException>(act).Message, StringComparison.Ordinal);

    private static float[] Weights(EchoStateFit<float> fit) => [.. ((LinearReadout<float>)fit.Network.Readout).Weights];

    /// <summary>300 steps; the targets are the input of the step before and its square.</summary>
    private static (LeakyReservoir<float> Reservoir, float[] U, float[] Y) Problem()
    {
        float[] u = Kernels.EllpackMatrixTests.Vector<float>(1, 300), y = new float[600];
        for (int t = 1; t < 300; t++)
        {
            (y[2 * t], y[(2 * t) + 1]) = (u[t - 1], u[t - 1] * u[t - 1]);
        }

        return (new LeakyReservoir<float>(new ReservoirOptions { Units = 40, Links = 5, InputScaling = 0.5, BiasScaling = 0.3, Seed = 4 }, 1), u, y);
    }
}
