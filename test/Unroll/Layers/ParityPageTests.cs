using System.Globalization;
using System.Text;
using Unroll.TestKit;
using Unroll.Tests.Fixtures;
using Xunit;

namespace Unroll.Tests.Layers;

/// <summary>docs/reference/parity.md is made here from the comparisons themselves.</summary>
public sealed class ParityPageTests
{
    private const double Tolerance = 1e-5;

    private static readonly string s_path = Path.Combine(Repository.Root, "docs", "reference", "parity.md");

    [SharedDataFact("onnx-node-tests")]
    public void The_page_of_outside_values_is_what_the_comparisons_say()
    {
        string made = Page();
        if (Environment.GetEnvironmentVariable("UNROLL_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(s_path, made);
        }

        Assert.True(made == File.ReadAllText(s_path).ReplaceLineEndings("\n"), $"{s_path} is stale. Run the tests once with UNROLL_UPDATE_DOCS=1 and commit the file.");
    }

    private static string Page()
    {
        StringBuilder page = new();
        page.Append("# Outside values\n\n");
        page.Append("What the recurrent layers are compared with that was not computed here. The tests make this page: a row stands for cases that they run\n");
        page.Append("every time, with the largest error of their numbers, relative to max(1, |x|). The engine computes in 32 bits.\n\n");
        page.Append("| source | what | cases | numbers | largest error |\n|---|---|---|---|---|\n");
        int cases = 0, numbers = 0;
        foreach (Row row in PyTorch().Concat(Onnx()).Concat(Keras()))
        {
            Assert.True(row.Error <= Tolerance, $"{row.Source}, {row.What}: the largest error is {row.Error:E2}.");
            page.Append(CultureInfo.InvariantCulture, $"| {row.Source} | {row.What} | {row.Cases} | {row.Numbers} | below 1e-5 |\n");
            (cases, numbers) = (cases + row.Cases, numbers + row.Numbers);
        }

        page.Append(CultureInfo.InvariantCulture, $"| all | | {cases} | {numbers} | below 1e-5 |\n\n");
        page.Append("PyTorch's numbers are outputs, final states, the loss, and its gradient by input, initial states and every parameter; weights, inputs and states\n");
        page.Append("are distinct random numbers, so that no exchange of two goes unnoticed. PyTorch computed them in 64 bits\n");
        page.Append("(`test/Unroll/Fixtures/pytorch_values.py`). The others give outputs and final states.\n\n");
        page.Append("Two literals of ONNX Runtime's are not compared: in TestLSTMShorterSeqInMiddle and TestLSTMZeroSeqInMiddle one output is that of a case with other\n");
        page.Append("functions, 6e-5 off by the equations in 64 bits. Its cases of 32 rows and of refused lengths are not carried over.\n\n");
        page.Append("Debian's package `libonnx-testdata` holds an older edition of the ONNX node tests; the tests run them where it is installed.\n\n");
        page.Append("## What the comparison is worth\n\n");
        page.Append("A comparison proves as much as it would notice. So the tests also make the mistakes that such code is known for, and fail unless each is found\n");
        page.Append("out: every wrong order of gates and of peepholes, the update gate flipped, reset before and after exchanged, biases dropped or exchanged, the\n");
        page.Append("recurrent matrix dropped or transposed, lengths ignored or in the wrong rows, directions ignored or exchanged, the projection dropped or\n");
        page.Append("transposed, initial states dropped or in the wrong order, masks and clips ignored. `MutationTests`, `OptionMutationTests`, `OnnxRuntimeTests` and\n");
        page.Append("`KerasTests` in `test/Unroll/Layers` print the counts.\n");
        return page.ToString();
    }

    private static IEnumerable<Row> PyTorch()
    {
        foreach (string cell in new[] { "rnn_tanh", "rnn_relu", "lstm", "gru" })
        {
            PyTorchFixture[] all = [.. PyTorchFixture.Cases(cell).Concat(PyTorchFixture.OptionCases(cell)).Select(PyTorchFixture.Load)];
            foreach (IGrouping<string, PyTorchFixture> group in all.GroupBy(What))
            {
                (int Count, double Error)[] results = [.. group.Select(f => PyTorchParity.Compare(f, PyTorchParity.Engine(f, PyTorchParity.Inputs(f))))];
                yield return new("PyTorch 1.13", $"{CellName(cell)}{group.Key}: values and gradients", results.Length, results.Sum(r => r.Count), results.Max(r => r.Error));
            }
        }
    }

    private static string CellName(string cell) => cell switch { "rnn_tanh" => "RNN, tanh", "rnn_relu" => "RNN, ReLU", _ => cell.ToUpperInvariant() };

    private static string What(PyTorchFixture f) => string.Concat(
        f.Bidirectional ? ", bidirectional" : "", f.Projection > 0 ? ", projection" : "", f.Lengths.Length > 0 ? ", packed lengths" : "");

    private static IEnumerable<Row> Onnx()
    {
        OnnxReading reading = new();
        foreach (IGrouping<string, OnnxCase> group in OnnxCase.OnnxRuntime.GroupBy(Kind))
        {
            yield return new("ONNX Runtime, operator tests", group.Key, group.Count(), group.Sum(c => c.Count), group.Max(reading.Error));
        }

        foreach (IGrouping<string, OnnxCase> group in OnnxRuntimeTests.NodeCases(SharedData.Find("onnx-node-tests")!).GroupBy(Kind))
        {
            yield return new("ONNX 1.22, node tests", group.Key, group.Count(), group.Sum(c => c.Count), group.Max(reading.Error));
        }
    }

    private static string Kind(OnnxCase c) => string.Concat(
        c.Operator,
        c.Operator == "GRU" ? c.LinearBeforeReset ? ", reset after" : ", reset before" : "",
        c.P is null ? "" : ", peepholes",
        c.InputForget ? ", coupled gates" : "",
        c.Clip > 0 ? ", clip" : "",
        c.Activations.Length > 0 ? ", other functions" : "",
        c.Direction == "forward" ? "" : $", {c.Direction}",
        c.H0 is null ? "" : ", initial state",
        c.Lengths.Distinct().Count() > 1 || c.Lengths.Contains(0) ? ", lengths" : "");

    private static IEnumerable<Row> Keras() => KerasTests.Cases.GroupBy(c => c.Name.Split(' ')[0] + (c.Mask.Length > 0 ? ", masks" : ", states, biases, backward"))
        .Select(group => new Row("Keras 3, layer tests", group.Key, group.Count(), group.Sum(c => c.Count), group.Max(c => c.Error())));

    private sealed record Row(string Source, string What, int Cases, int Numbers, double Error);
}
