using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Compose;

/// <summary>A trained composer.</summary>
public interface IComposeModel : ITrainedModel
{
    /// <summary>Quarter notes a step.</summary>
    double Step { get; }

    /// <summary>The styles that it knows; none where it was trained on music without styles.</summary>
    IReadOnlyList<string> Styles { get; }

    /// <summary>Writes music as it comes.</summary>
    /// <param name="settings">What to begin with, and how to go on.</param>
    /// <returns>For each step the MIDI pitches that sound; the steps of the beginning come first.</returns>
    /// <exception cref="DataException">The style is none that the model knows.</exception>
    IEnumerable<int[]> Compose(ComposeSettings settings);
}

/// <summary>How music is written.</summary>
/// <param name="Start">The first steps, each with the MIDI pitches that sound; none to begin freely.</param>
/// <param name="Style">One of the model's styles; null for one that the seed chooses.</param>
/// <param name="Steps">How many steps to write behind the start.</param>
/// <param name="Temperature">0 takes every note that is likelier than not; 1 draws as the model believes; more is wilder.</param>
/// <param name="Seed">The same seed writes the same music.</param>
public sealed record ComposeSettings(IReadOnlyList<int[]> Start, string? Style, int Steps, double Temperature, ulong Seed);

/// <inheritdoc/>
internal sealed class TrainedComposer(ComposeFile file, int threads) : IComposeModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public double Step => file.Options.Step;

    /// <inheritdoc/>
    public IReadOnlyList<string> Styles => file.Styles.Names;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(PianoRolls.Read(dataPath, Step));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(PianoRolls.Read(data, name, Step));

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Measure(ComposeData.Read(recipe).Valid.Rolls);

    /// <inheritdoc/>
    public IEnumerable<int[]> Compose(ComposeSettings settings)
    {
        CounterRandom random = new(settings.Seed);
        int style = settings.Style is null && Styles.Count > 0 ? random.Fork(1).NextInt32(Styles.Count) : file.Styles.NumberOf(settings.Style, "compose");
        return Steps(settings, style, random.Fork(2));
    }

    private IEnumerable<int[]> Steps(ComposeSettings settings, int style, CounterRandom random)
    {
        using WorkerTeam team = new(threads);
        foreach (int[] step in settings.Start.Concat(new Composer(file.Network, team).Write(style, settings.Start, settings.Temperature, random).Take(settings.Steps)))
        {
            yield return step;
        }
    }

    private EvaluateReport Evaluate(IReadOnlyList<PianoRoll> rolls) => Measure(StyleSet.Name(file.Options, rolls));

    private EvaluateReport Measure(IReadOnlyList<PianoRoll> rolls)
    {
        using WorkerTeam team = new(threads);
        return ComposeMetrics.Of(file.Recipe.Task, new Composer(file.Network, team), file.Baseline, new Pieces(rolls, file.Styles));
    }
}
