using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public void Json_is_the_machine_and_then_a_line_for_every_result()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run("bench", "--case", "inference/lstm/128", "--seconds", "0", "--threads", "2", "--json"));
        JsonElement[] lines = JsonLines.All(r.Out);
        JsonElement machine = lines[0];
        Assert.Equal(("machine", 2), (machine.Text("event"), machine.Number("threads")));
        Assert.True(machine.Number("peak_gflops_one_thread") > 0 && machine.Number("peak_gflops") > 0 && machine.Number("read_gigabytes_per_second") > 0);
        Assert.All(lines[1..], l => Assert.Equal("result", l.Text("event")));
        Assert.Equal(["inference/lstm/128/sequence", "inference/lstm/128/step"], lines[1..].Select(l => l.Text("case")).Distinct());
        JsonElement sequence = lines[1];
        Assert.Equal([1, 100, 128, 128], ((string[])["batch", "time", "input", "hidden"]).Select(n => sequence.Number(n)));
        Assert.InRange(sequence.Number("minimum_seconds"), 1e-9, sequence.Number("median_seconds"));
        double flops = 2.0 * 100 * 4 * 128 * (128 + 128);
        Assert.Equal(flops / sequence.Number("minimum_seconds") / 1e9, sequence.Number("gflops"), 2);
        Assert.Equal(100 * sequence.Number("gflops") / machine.Number("peak_gflops_one_thread"), sequence.Number("percent_of_peak"), 1);
        Assert.True(sequence.Number("repetitions") >= 3);
    }

    [Fact]
    public void A_whole_step_tells_what_share_is_spent_around_the_layer()
    {
        JsonElement[] lines = JsonLines.All(TinyTraining.Expect(0, UnrollCommand.Run("bench", "--case", "step/without-dropout", "--seconds", "0", "--shards", "4", "--json")).Out);
        Assert.Equal(["step/without-dropout", "step/without-dropout/layer"], lines[1..].Select(l => l.Text("case")));
        Assert.All(lines[1..], l => Assert.Equal(4, l.Number("shards")));
        double whole = lines[1].Number("minimum_seconds"), layer = lines[2].Number("minimum_seconds");
        Assert.Equal(100 * (1 - (layer / whole)), lines[1].Number("surroundings_percent"), 0.006);
        Assert.Equal(32 * 64 / whole, lines[1].Number("tokens_per_second"), 0.5);
        Assert.False(lines[2].TryGetProperty("surroundings_percent", out _));
    }

    [Fact]
    public void Scaling_tells_memory()
    {
        JsonElement line = JsonLines.All(TinyTraining.Expect(0, UnrollCommand.Run("bench", "--case", "scaling/batch/1", "--seconds", "0", "--json")).Out)[1];
        Assert.InRange(line.Number("arena_bytes"), 4.0 * 100 * 256, line.Number("process_bytes"));
    }

    [Fact]
    public void An_option_tells_its_ratio_to_the_plain_layer_and_what_that_should_be_at_most()
    {
        JsonElement[] lines = JsonLines.All(TinyTraining.Expect(0, UnrollCommand.Run("bench", "--case", "options/lengths-uniform", "--seconds", "0", "--json")).Out);
        Assert.Equal(["options/lengths-uniform", "options/lengths-uniform/plain"], lines[1..].Select(l => l.Text("case")));
        Assert.Equal(lines[1].Number("minimum_seconds") / lines[2].Number("minimum_seconds"), lines[1].Number("ratio"), 1e-4);
        Assert.Equal(1, lines[1].Number("ratio_aim"));
        Assert.False(lines[2].TryGetProperty("ratio", out _));
    }

    [Fact]
    public void People_see_the_machine_and_a_table_for_every_group_without_colours_in_a_pipe()
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run("bench", "--case", "step", "--seconds", "0"));
        foreach (string part in (string[])["processor", "peak", "GFLOP/s", "A whole training step", "tokens/s", "% of peak", "tiny-shakespeare/layer", "surrounds the recurrent layer takes"])
            Assert.Contains(part, r.Out);
        Assert.DoesNotContain('\e', r.Out + r.Error);
    }

    [Theory]
    [InlineData("--list --case layer/gru", 7, "layer/gru/")]
    [InlineData("--list --case inference/lstm/1024/", 2, "inference/lstm/1024/")]
    [InlineData("--list --case scaling --cell lstm", 21, "scaling/")]
    [InlineData("--list --scaling", 21, "scaling/")]
    [InlineData("--list --case own-cell", 3, "own-cell/")]
    [InlineData("--list --case options", 9, "options/")]
    [InlineData("--list --case layer --cell equations", 7, "layer/equations/")]
    public void A_name_means_itself_and_all_that_begins_with_it(string arguments, int count, string beginning)
    {
        ProcessResult r = TinyTraining.Expect(0, UnrollCommand.Run(["bench", .. arguments.Split(' ')]));
        string[] names = r.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(count, names.Length);
        Assert.All(names, n => Assert.StartsWith(beginning, n));
    }

    [Theory]
    [InlineData("--case layr", "unknown case 'layr'. Did you mean 'layer'? The groups are layer, step, inference, own-cell, options, scaling")]
    [InlineData("--case inference --cell equations", "none of the cases 'inference' is of the cell 'equations'")]
    [InlineData("--cell gruu", "unknown cell 'gruu'. Did you mean 'gru'? The cells are lstm, gru, rnn, equations, declared-lstm.")]
    [InlineData("--scaling --case layer", "--scaling and --case are both given")]
    [InlineData("--seconds=-1", "--seconds is '-1', expected a number from 0")]
    [InlineData("--threads 0", "--threads is '0', expected an integer from 1")]
    public void Wrong_usage_exits_with_2_and_says_what_was_meant(string arguments, string expected)
    {
        ProcessResult r = UnrollCommand.Run(["bench", .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (r.ExitCode, r.Out));
        Assert.StartsWith("unroll: ", r.Error);
        Assert.Contains(expected, r.Error);
    }
}
