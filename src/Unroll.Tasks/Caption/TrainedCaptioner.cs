using Unroll.Data.Images;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Caption;

/// <summary>A trained captioner.</summary>
public interface ICaptionModel : ITrainedModel
{
    /// <summary>Describes images.</summary>
    /// <param name="paths">PNG or PGM files; one not larger than the canvas of training is put into its middle, a larger one is made smaller.</param>
    /// <returns>For each its caption.</returns>
    /// <exception cref="DataException">An image cannot be read.</exception>
    IReadOnlyList<ImageCaption> Describe(IReadOnlyList<string> paths);

    /// <summary>The same for an image that comes from somewhere else, such as standard input.</summary>
    /// <param name="image">A PNG or PGM.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>Its caption.</returns>
    /// <exception cref="DataException">It is damaged.</exception>
    ImageCaption Describe(Stream image, string name);
}

/// <summary>An image in words.</summary>
/// <param name="Source">The image.</param>
/// <param name="Text">The words.</param>
/// <param name="Probability">How likely the model takes the whole caption to be, 0 to 1.</param>
public sealed record ImageCaption(string Source, string Text, double Probability);

/// <inheritdoc/>
internal sealed class TrainedCaptioner(CaptionFile file, int threads) : ICaptionModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(CaptionData.ReadAll(file.Options, dataPath));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) =>
        throw new DataException($"Data '{name}': captions cannot be measured from a pipe, expected a path, because their images lie in files of their own. Give the file.");

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Evaluate(CaptionData.Read(recipe).Valid);

    /// <inheritdoc/>
    public IReadOnlyList<ImageCaption> Describe(IReadOnlyList<string> paths) => Describe(paths, [.. paths.Select(ImageFile.Read)]);

    /// <inheritdoc/>
    public ImageCaption Describe(Stream image, string name) => Describe([name], [ImageFile.Read(image, name)])[0];

    private ImageCaption[] Describe(IReadOnlyList<string> names, GreyImage[] images)
    {
        using WorkerTeam team = new(threads);
        return [.. Captioner(team).Describe([.. images.Select(i => i.On(file.Options.Canvas))]).Zip(names, (c, name) => new ImageCaption(name, c.Text, Math.Exp(c.LogProbability)))];
    }

    private EvaluateReport Evaluate(CaptionPart part)
    {
        using WorkerTeam team = new(threads);
        Captioner captioner = Captioner(team);
        CaptionedImage[] items = [.. Enumerable.Range(0, part.Count).Select(part.Fixed)];
        return CaptionMetrics.Of(file.Recipe.Task, items, captioner, [.. captioner.Describe([.. items.Select(i => i.Image)]).Select(c => c.Text)], file.Baseline);
    }

    private Captioner Captioner(WorkerTeam team) => new(file.Network, file.Words, file.Options.Shrink, team);
}
