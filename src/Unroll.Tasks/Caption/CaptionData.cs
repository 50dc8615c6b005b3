using Unroll.Data.Images;
using Unroll.Data.Splits;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Caption;

/// <summary>The images of a recipe in their two parts, and the words of their captions.</summary>
internal sealed class CaptionData
{
    private CaptionData(CaptionOptions options, CaptionPart train, CaptionPart valid, string validSource)
    {
        (Options, Train, Valid, ValidSource) = (options, train, valid, validSource);
        Words = WordVocabulary.Build(string.Join(' ', options.IsDigits ? train.Source.Texts : Enumerable.Range(0, train.Count).Select(i => train.Fixed(i).Text)), WordSplit.Marks, minCount: options.MinCount, lowercase: options.Lowercase);
    }

    public CaptionOptions Options { get; }

    public CaptionPart Train { get; }

    public CaptionPart Valid { get; }

    public string ValidSource { get; }

    public WordVocabulary Words { get; }

    /// <summary>Reads the images that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or leave nothing for one of the parts.</exception>
    public static CaptionData Read(Recipe recipe)
    {
        CaptionOptions options = new(recipe.Values);
        ICaptionedImages all = Open(options, recipe.Resolve(options.Train));
        if (options.Valid is { } valid)
        {
            ICaptionedImages apart = Open(options, recipe.Resolve(valid));
            return new CaptionData(options, Whole(options, all), Whole(options, apart), valid);
        }

        if (all.Count < 2)
        {
            throw new DataException($"'{options.Train}' has {all.Count} image, too few to hold back {options.ValidFraction:P0} (data.validFraction) for validation. Give more of them, or name validation data in data.valid.");
        }

        DataSplit split = DataSplit.Random(all.Count, options.ValidFraction, options.SplitSeed);
        return new CaptionData(options, new CaptionPart(all, [.. split.Train], options.SplitSeed), new CaptionPart(all, [.. split.Valid], options.SplitSeed), $"{options.ValidFraction:P0} of it, held back at random");
    }

    /// <summary>All images of a file.</summary>
    /// <exception cref="DataException">They cannot be read.</exception>
    public static CaptionPart ReadAll(CaptionOptions options, string path) => Whole(options, Open(options, path));

    private static CaptionPart Whole(CaptionOptions options, ICaptionedImages images) => new(images, [.. Enumerable.Range(0, images.Count)], options.SplitSeed);

    private static ICaptionedImages Open(CaptionOptions options, string path) => options.IsDigits
        ? DigitScenes.Read(path, options.Labels is { } labels ? Path.GetFullPath(labels, Path.GetDirectoryName(Path.GetFullPath(path))!) : IdxImages.LabelsBeside(path), options.Canvas)
        : CaptionList.Read(path, options.Canvas);
}
