using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>What an ensemble of reservoirs makes of a series: their states at some points (Jaeger et al. 2007), member after member.</summary>
internal sealed class ReservoirFeatures
{
    private readonly LeakyReservoir<double>[] _members;
    private readonly int _points;

    /// <summary>Draws the reservoirs; the same settings and seed draw the same ones, so that none of them is stored.</summary>
    public ReservoirFeatures(ReservoirSettings settings, ulong seed, int channels)
    {
        _points = settings.Points;
        _members = [.. Enumerable.Range(0, settings.Members).Select(m => new LeakyReservoir<double>(settings.Of(seed, m), channels))];
    }

    public int Members => _members.Length;

    /// <summary>Numbers of one member.</summary>
    public int MemberSize => _members[0].Units * _points;

    /// <summary>Numbers of all members.</summary>
    public int Size => Members * MemberSize;

    /// <summary>The features of a series.</summary>
    /// <param name="series">[steps, channels].</param>
    /// <param name="features">[Size], written.</param>
    public void Of(ReadOnlySpan<double> series, Span<double> features)
    {
        for (int m = 0; m < Members; m++)
        {
            double[] states = SequenceStates.Of(_members[m], series);
            SequenceStates.Points<double>(states, _members[m].Units, _points).CopyTo(features.Slice(m * MemberSize, MemberSize));
        }
    }

    /// <summary>The features of many series, computed on all threads.</summary>
    public double[][] Of(IReadOnlyList<Items.Item> items, WorkerTeam team)
    {
        double[][] features = new double[items.Count][];
        team.Run(items.Count, i =>
        {
            float[] values = items[i].Series!.Values;
            features[i] = new double[Size];
            Of(Array.ConvertAll(values, v => (double)v), features[i]);
        });
        return features;
    }
}
