using System.Globalization;
using Unroll.Kernels;

namespace Lessons.Forecasting;

/// <summary>Sales of three shops that never were.</summary>
internal static class Shops
{
    /// <summary>A table of days.</summary>
    public static string Csv(int days)
    {
        CounterRandom random = new(1);
        double[] mood = new double[3];
        IEnumerable<string> rows = Enumerable.Range(0, days).Select(t =>
        {
            DateTime day = new DateTime(2021, 1, 1).AddDays(t);
            double year = Math.Cos(2 * Math.PI * day.DayOfYear / 365.25);
            IEnumerable<string> sales = Enumerable.Range(0, 3).Select(shop =>
            {
                // Good and bad weeks linger: the part of chance that a forecast can use.
                mood[shop] = (0.8 * mood[shop]) + (4 * random.NextGaussian());
                double week = day.DayOfWeek is DayOfWeek.Saturday ? 30 : day.DayOfWeek is DayOfWeek.Sunday ? -20 : 0;
                double level = (80 * (shop + 1)) + (0.02 * (shop + 1) * t) + ((shop == 1 ? -12 : 12) * year) + week;
                return (level + mood[shop] + (3 * random.NextGaussian())).ToString("0.0", CultureInfo.InvariantCulture);
            });
            return $"{day:yyyy-MM-dd},{string.Join(',', sales)}\n";
        });
        return "date,north,east,south\n" + string.Concat(rows);
    }
}
