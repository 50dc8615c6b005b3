using Unroll.Kernels;

namespace Unroll.Data.Images;

/// <summary>
/// Images of digits (IDX) at one of nine places of a larger canvas, described in words that are measured from the image itself: "a thin seven,
/// leaning right, at the top left".
/// </summary>
/// <remarks>
/// The stroke is thin below 70 and bold above 135 white pixels' worth of ink of an image of 28 x 28. The slant is −μ11 / μ02, of the second moments of
/// the ink: how far the shape moves to the right for each row upwards; below −0.1 it leans left, above 0.25 right.
/// </remarks>
public sealed class DigitScenes : ICaptionedImages
{
    private const double ThinInk = 70.0 / 784, BoldInk = 135.0 / 784, LeftSlant = -0.1, RightSlant = 0.25;
    private static readonly string[] s_names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly string[] s_strokes = ["thin", "medium", "bold"];
    private static readonly string[] s_slants = ["leaning left", "upright", "leaning right"];
    private static readonly string[] s_places = ["top left", "top", "top right", "left", "centre", "right", "bottom left", "bottom", "bottom right"];
    private readonly IdxImages _images;
    private readonly byte[] _labels;
    private readonly int _canvas;

    private DigitScenes(IdxImages images, byte[] labels, int canvas) => (_images, _labels, _canvas) = (images, labels, canvas);

    /// <summary>Reads digits.</summary>
    /// <param name="imagesPath">IDX images.</param>
    /// <param name="labelsPath">As many labels from 0 to 9.</param>
    /// <param name="canvas">Rows and columns of the canvas, at least those of an image.</param>
    /// <returns>The scenes.</returns>
    /// <exception cref="DataException">A file cannot be read, their lengths differ, a label is no digit, or the canvas is too small.</exception>
    public static DigitScenes Read(string imagesPath, string labelsPath, int canvas)
    {
        IdxImages images = IdxImages.Read(imagesPath);
        byte[] labels = IdxImages.ReadLabels(labelsPath);
        if (labels.Length != images.Count)
        {
            throw new DataException($"Labels '{labelsPath}': there are {labels.Length}, expected {images.Count}, one for each image of '{imagesPath}'. Check that the two files belong together.");
        }

        int wrong = Array.FindIndex(labels, l => l > 9);
        if (wrong >= 0)
        {
            throw new DataException($"Labels '{labelsPath}': label {wrong + 1} is {labels[wrong]}, expected a digit from 0 to 9, because captions name digits.");
        }

        return canvas >= Math.Max(images.Width, images.Height)
            ? new DigitScenes(images, labels, canvas)
            : throw new DataException($"Images '{imagesPath}': they have {images.Height} x {images.Width} pixels, expected at most {canvas} x {canvas}, because data.canvas is {canvas}. Raise it; twice the size leaves room for nine places.");
    }

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public int Canvas => _canvas;

    /// <inheritdoc/>
    public IEnumerable<string> Texts => from stroke in s_strokes from name in s_names from slant in s_slants from place in s_places select Text(stroke, name, slant, place);

    /// <inheritdoc/>
    public string PlaceOf(int item) => $"'{_images.Source}', image {item + 1}";

    /// <inheritdoc/>
    public CaptionedImage Draw(int item, CounterRandom random, bool vary)
    {
        GreyImage digit = Digit(item);
        if (vary)
        {
            digit = Varied(digit, 0.6 * (random.NextDouble() - 0.5), 0.85 + (0.3 * random.NextDouble()), 0.85 + (0.3 * random.NextDouble()));
        }

        int place = random.NextInt32(9);
        GreyImage scene = digit.At(_canvas, (_canvas - digit.Width) * (place % 3) / 2, (_canvas - digit.Height) * (place / 3) / 2);
        return new CaptionedImage(scene, Text(Stroke(digit), s_names[_labels[item]], Slant(digit), s_places[place]));
    }

    /// <summary>How strong the stroke of a digit is.</summary>
    public static string Stroke(GreyImage digit)
    {
        ArgumentNullException.ThrowIfNull(digit);
        double ink = digit.Values.Sum(v => (double)v) / digit.Values.Length;
        return s_strokes[ink < ThinInk ? 0 : ink > BoldInk ? 2 : 1];
    }

    /// <summary>Which way a digit leans.</summary>
    public static string Slant(GreyImage digit)
    {
        ArgumentNullException.ThrowIfNull(digit);
        double slant = SlantOf(digit);
        return s_slants[slant < LeftSlant ? 0 : slant > RightSlant ? 2 : 1];
    }

    private static double SlantOf(GreyImage digit)
    {
        double ink = 0, x = 0, y = 0, xy = 0, yy = 0;
        for (int i = 0; i < digit.Values.Length; i++)
        {
            double v = digit.Values[i], column = i % digit.Width, row = i / digit.Width;
            (ink, x, y, xy, yy) = (ink + v, x + (v * column), y + (v * row), xy + (v * column * row), yy + (v * row * row));
        }

        double variance = (ink * yy) - (y * y);
        return variance > 0 ? -((ink * xy) - (x * y)) / variance : 0;
    }

    private static string Text(string stroke, string name, string slant, string place) => $"a {stroke} {name}, {slant}, {(place is "left" or "right" ? $"on the {place}" : place == "centre" ? "in the centre" : $"at the {place}")}";

    private GreyImage Digit(int item)
    {
        ReadOnlySpan<byte> pixels = _images.Pixels(item);
        float[] values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pixels[i] / 255f;
        }

        return new GreyImage(_images.Width, _images.Height, values);
    }

    /// <summary>The digit sheared and stretched around its middle; values between pixels are interpolated.</summary>
    private static GreyImage Varied(GreyImage image, double shear, double wide, double high)
    {
        float[] values = new float[image.Values.Length];
        double middleX = (image.Width - 1) / 2.0, middleY = (image.Height - 1) / 2.0;
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                double up = (row - middleY) / high, across = ((column - middleX) / wide) + (shear * up);
                values[(row * image.Width) + column] = Between(image, middleX + across, middleY + up);
            }
        }

        return image with { Values = values };
    }

    private static float Between(GreyImage image, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float fx = (float)(x - left), fy = (float)(y - top);
        return (((At(left, top) * (1 - fx)) + (At(left + 1, top) * fx)) * (1 - fy)) + (((At(left, top + 1) * (1 - fx)) + (At(left + 1, top + 1) * fx)) * fy);

        float At(int column, int row) => column >= 0 && column < image.Width && row >= 0 && row < image.Height ? image.Values[(row * image.Width) + column] : 0;
    }
}
