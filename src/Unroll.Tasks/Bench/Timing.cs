using System.Diagnostics;

namespace Unroll.Tasks.Bench;

/// <summary>The times of many repetitions, in seconds.</summary>
/// <param name="Minimum">The shortest: what the machine can do when nothing disturbs it.</param>
/// <param name="Median">The middle one.</param>
/// <param name="Repetitions">How many there were.</param>
public readonly record struct Timing(double Minimum, double Median, int Repetitions)
{
    private const int Fewest = 3;

    /// <summary>Code that the compiler improves while it runs has settled after this many seconds.</summary>
    private const double WarmUpSeconds = 0.5;

    /// <summary>Warms up, then repeats an action for some time.</summary>
    /// <param name="action">What to measure.</param>
    /// <param name="seconds">For how long; at least three repetitions are made.</param>
    /// <returns>Its times.</returns>
    public static Timing Of(Action action, double seconds) => OfEach(seconds, action)[0];

    /// <summary>Repeats several actions in turn, so that whatever slows the machine down slows all of them.</summary>
    /// <param name="seconds">For how long altogether.</param>
    /// <param name="actions">What to measure.</param>
    /// <returns>The times of each.</returns>
    public static Timing[] OfEach(double seconds, params ReadOnlySpan<Action> actions)
    {
        WarmUp(actions, Math.Min(WarmUpSeconds, seconds));
        List<double>[] times = new List<double>[actions.Length];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = new List<double>(1 << 14);
        }

        for (long start = Stopwatch.GetTimestamp(); times[0].Count < Fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                long before = Stopwatch.GetTimestamp();
                actions[i]();
                times[i].Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
            }
        }

        return [.. times.Select(Summary)];
    }

    /// <summary>Minimum and median of times.</summary>
    /// <param name="times">At least one, in any order.</param>
    /// <returns>The summary.</returns>
    public static Timing Summary(IReadOnlyCollection<double> times)
    {
        double[] sorted = [.. times.Order()];
        int middle = sorted.Length / 2;
        return new Timing(sorted[0], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted.Length);
    }

    private static void WarmUp(ReadOnlySpan<Action> actions, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            foreach (Action action in actions)
            {
                action();
            }
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }
}
