namespace Unroll.Tasks.Report;

/// <summary>What a confusion matrix says, as tables.</summary>
internal static class ConfusionTables
{
    private const int MostPairs = 15;

    /// <summary>Precision, recall and F1 of each label.</summary>
    public static Markup Labels(ReportConfusion confusion)
    {
        Markup table = new();
        table.Add($"""<table><caption>Each label</caption><thead><tr><th scope="col">label</th><th scope="col">examples</th><th scope="col">predicted</th><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead><tbody>""");
        for (int i = 0; i < confusion.Labels.Count; i++)
        {
            long right = confusion.Counts[i, i], actual = confusion.Actual(i), predicted = confusion.Predicted(i);
            table.Add($"""<tr><th scope="row"><bdi>{confusion.Shown(i)}</bdi></th><td>{Rounded.Count(actual)}</td><td>{Rounded.Count(predicted)}</td>""");
            table.Add($"<td>{Ratio(right, predicted)}</td><td>{Ratio(right, actual)}</td><td>{Ratio(2 * right, actual + predicted)}</td></tr>");
        }

        return table.Add($"</tbody></table>");
    }

    /// <summary>The pairs of labels that are confused most often.</summary>
    public static Markup Pairs(ReportConfusion confusion)
    {
        int n = confusion.Labels.Count;
        (int Actual, int Predicted, long Count)[] pairs = [.. Enumerable.Range(0, n).SelectMany(a => Enumerable.Range(0, n).Select(p => (a, p, confusion.Counts[a, p])))
            .Where(static pair => pair.a != pair.p && pair.Item3 > 0)
            .OrderByDescending(static pair => pair.Item3).Take(MostPairs)];
        Markup table = new();
        if (pairs.Length == 0)
            return table.Add($"<p>No label was taken for another.</p>");
        table.Add($"""<table><caption>Confused most often</caption><thead><tr><th scope="col">actual</th><th scope="col">predicted</th><th scope="col">examples</th><th scope="col">share of the actual</th></tr></thead><tbody>""");
        foreach ((int actual, int predicted, long count) in pairs)
        {
            table.Add($"""<tr><th scope="row"><bdi>{confusion.Shown(actual)}</bdi></th><td class="name"><bdi>{confusion.Shown(predicted)}</bdi></td>""");
            table.Add($"<td>{Rounded.Count(count)}</td><td>{Rounded.Share((double)count / confusion.Actual(actual))}</td></tr>");
        }

        return table.Add($"</tbody></table>");
    }

    private static string Ratio(long part, long whole) => whole == 0 ? Rounded.None : Rounded.Share((double)part / whole);
}
