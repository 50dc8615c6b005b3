using Unroll.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Layers;

/// <summary>The literal values of ONNX Runtime's operator tests, and those of ONNX's own node tests.</summary>
public sealed class OnnxRuntimeTests(ITestOutputHelper report)
{
    private const double Tolerance = 1e-5;

    private const string DebianTests = "/usr/share/libonnx-testdata/data/node";

    public static TheoryData<string> Cases => [.. OnnxCase.OnnxRuntime.Select(c => c.Name)];

    /// <summary>The cases of ONNX's node tests in a folder that is there.</summary>
    internal static OnnxCase[] NodeCases(string folder) => [.. Directory.EnumerateDirectories(folder, "test_*")
        .Where(d => Path.GetFileName(d).Split('_')[1] is "lstm" or "gru" or "rnn" || Path.GetFileName(d).StartsWith("test_simple_rnn", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(d => OnnxCase.From(OnnxNodeTest.Load(d)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_values_of_ONNX_Runtimes_test_come_out_within_1e_minus_5(string name)
    {
        OnnxCase c = OnnxCase.OnnxRuntime.Single(c => c.Name == name);
        Assert.True(c.Count > 0);
        Assert.InRange(new OnnxReading().Error(c), 0, Tolerance);
    }

    [Fact]
    public void Two_literals_are_wrong_and_nothing_else_is_left_out()
    {
        OnnxCase[] without = [.. OnnxCase.OnnxRuntime.Where(c => new[] { c.Y, c.Yh, c.Yc }.Any(values => values?.Any(double.IsNaN) == true))];
        Assert.Equal(["LSTM TestLSTMShorterSeqInMiddle", "LSTM TestLSTMZeroSeqInMiddle"], without.Select(c => c.Name));
        Assert.All(without, c => Assert.Equal(1, c.Y!.Count(double.IsNaN)));
        Assert.Equal(62, OnnxCase.OnnxRuntime.Count);
    }

    [SharedDataFact("onnx-node-tests")]
    public void The_values_of_the_twelve_ONNX_node_tests_come_out_within_1e_minus_5()
    {
        OnnxCase[] cases = NodeCases(SharedData.Find("onnx-node-tests")!);
        Assert.Equal(12, cases.Length);
        Assert.All(cases, c => Assert.InRange(new OnnxReading().Error(c), 0, Tolerance));
        Assert.All(cases, c => Assert.True(c.Count > 0, c.Name));
    }

    [DebianFact]
    public void The_values_of_Debians_ONNX_test_data_come_out_within_1e_minus_5()
    {
        OnnxCase[] cases = NodeCases(DebianFactAttribute.Folder);
        Assert.Equal(12, cases.Length);
        Assert.All(cases, c => Assert.InRange(new OnnxReading().Error(c), 0, Tolerance));
    }

    [Fact]
    public void Every_wrong_reading_of_an_operator_is_found_out_by_some_case()
    {
        (string Operator, string Name, OnnxReading Reading)[] wrong = [.. WrongReadings()];
        foreach ((string op, string name, OnnxReading reading) in wrong)
        {
            int red = OnnxCase.OnnxRuntime.Count(c => c.Operator == op && !(reading.Error(c) <= 10 * Tolerance));
            report.WriteLine($"{op}, {name}: {red} cases red");
            Assert.True(red > 0, $"{op}: no case finds {name}.");
        }

        // 23 and 5 gate orders, 5 orders of the peepholes; then 8 of the LSTM, 8 of the GRU and 6 of the simple network.
        report.WriteLine($"{wrong.Length} wrong readings, all found out");
        Assert.Equal(23 + 5 + 5 + 8 + 8 + 6, wrong.Length);
    }

    private static IEnumerable<(string Operator, string Name, OnnxReading Reading)> WrongReadings()
    {
        OnnxReading right = new();
        foreach (int[] order in Orders(4).Where(o => !o.SequenceEqual(right.LstmGates)))
        {
            yield return ("LSTM", $"gates at {string.Join(' ', order)}", right with { LstmGates = order });
        }

        foreach (int[] order in Orders(3).Where(o => !o.SequenceEqual(right.GruGates)))
        {
            yield return ("GRU", $"gates at {string.Join(' ', order)}", right with { GruGates = order });
        }

        foreach (int[] order in Orders(3).Where(o => !o.SequenceEqual(right.Peepholes)))
        {
            yield return ("LSTM", $"peepholes at {string.Join(' ', order)}", right with { Peepholes = order });
        }

        yield return ("LSTM", "no peepholes", right with { IgnoresPeepholes = true });
        yield return ("LSTM", "input and forget gate apart", right with { IgnoresInputForget = true });
        yield return ("LSTM", "no clip", right with { IgnoresClip = true });
        yield return ("GRU", "reset before and after exchanged", right with { SwapsReset = true });
        yield return ("GRU", "biases exchanged", right with { SwapsBiases = true });
        yield return ("GRU", "update gate flipped", right with { FlipsUpdate = true });
        foreach (string op in new[] { "LSTM", "GRU", "RNN" })
        {
            yield return (op, "no recurrent matrix", right with { IgnoresRecurrence = true });
            yield return (op, "no bias", right with { IgnoresBias = true });
            yield return (op, "lengths ignored", right with { IgnoresLengths = true });
            yield return (op, "direction ignored", right with { IgnoresDirection = true });
            yield return (op, "no initial state", right with { IgnoresInitialState = true });
            if (op == "RNN")
            {
                // The LSTM and GRU cases give both directions the same weights, so only these can tell.
                yield return (op, "directions exchanged", right with { ExchangesDirections = true });
            }
        }
    }

    private static IEnumerable<int[]> Orders(int n) => n == 0
        ? [[]]
        : Orders(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(at => (int[])[.. p[..at], n - 1, .. p[at..]]));

    /// <summary>A test that reads Debian's package libonnx-testdata, and is skipped where that is not installed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class DebianFactAttribute : FactAttribute
    {
        public DebianFactAttribute()
        {
            if (!Directory.Exists(Folder))
            {
                Skip = $"Debian's package libonnx-testdata is not installed: {Folder} is absent. Another place can be named by UNROLL_ONNX_TESTDATA.";
            }
        }

        public static string Folder => Environment.GetEnvironmentVariable("UNROLL_ONNX_TESTDATA") ?? DebianTests;
    }
}
