using System.Text.RegularExpressions;
using Unroll.Reservoir;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class DocumentationTests
{
    [Fact]
    public void The_example_of_the_reservoir_page_runs_and_foretells_a_wave()
    {
        double[] wave = [.. Enumerable.Range(0, 1100).Select(t => 0.5 * (Math.Sin(t / 5.0) + Math.Sin(t / 7.3)))], series = wave[..1000];

        // <example>
        ReservoirOptions options = new() { Units = 400, SpectralRadius = 1, LeakRate = 0.7, BiasScaling = 0.5, Seed = 1 };
        LeakyReservoir<double> reservoir = new(options, inputs: 0, feedback: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(
            reservoir, inputs: [], targets: series, outputs: 1, new EchoStateOptions { Washout = 200, Ridge = 1e-9, Features = ReadoutFeatures.All });
        double[] next = fit.Network.Generate(fit.State, steps: 100);

        // </example>
        Assert.All(next.Zip(wave[1000..]), p => Assert.Equal(p.Second, p.First, 0.02));
    }

    [Fact]
    public void The_example_of_the_reservoir_page_is_the_one_that_is_tested()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "test/Unroll/Reservoir/DocumentationTests.cs")).ReplaceLineEndings("\n");
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/explanation/reservoirs.md")).ReplaceLineEndings("\n");
        string tested = Regex.Match(source, "// <example>\n(?<code>.*?)\n\n", RegexOptions.Singleline).Groups["code"].Value.Replace("\n        ", "\n", StringComparison.Ordinal).Trim();
        Assert.Equal(tested, Regex.Match(page, "```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline).Groups["code"].Value);
    }
}
