using System.Globalization;
using System.Text;
using Unroll.Data.Tables;

namespace Unroll.Data.Generated;

/// <summary>Series of known systems as tables, so that they are read like those of files.</summary>
public static class GeneratedSeries
{
    /// <summary>The time of a step of the Lorenz system.</summary>
    public const double LorenzStep = 0.02;

    /// <summary>The systems by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lorenz", "narma10", "mackey-glass"];

    /// <summary>A table of a system.</summary>
    /// <param name="name">One of <see cref="Names"/>: lorenz (columns x, y, z), narma10 (input u, target y) or mackey-glass (value).</param>
    /// <param name="points">How many rows, at least 1.</param>
    /// <param name="seed">Fixes where it begins.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataException">The name is not known.</exception>
    public static DelimitedTable Table(string name, int points, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        (string header, double[][] columns) = name switch
        {
            "lorenz" => ("x,y,z", Apart(LorenzSystem.Generate(points, LorenzStep, seed), 3)),
            "narma10" => ("u,y", Pair(Narma.Generate(points, seed))),
            "mackey-glass" => ("value", [MackeyGlassEquation.Generate(points, seed)]),
            _ => throw new DataException($"Generated series: '{name}' is not known, expected one of {string.Join(", ", Names)}. Correct data.generate."),
        };
        StringBuilder text = new(header);
        for (int t = 0; t < points; t++)
        {
            text.Append('\n').AppendJoin(',', columns.Select(c => c[t].ToString("R", CultureInfo.InvariantCulture)));
        }

        return DelimitedTable.Parse(text.Append('\n').ToString(), $"{name} (generated)", new DelimitedOptions(Header: true, Delimiter: ','));
    }

    private static double[][] Apart(double[] rows, int width) =>
        [.. Enumerable.Range(0, width).Select(c => (double[])[.. Enumerable.Range(0, rows.Length / width).Select(t => rows[(t * width) + c])])];

    private static double[][] Pair((double[] Inputs, double[] Targets) system) => [system.Inputs, system.Targets];
}
