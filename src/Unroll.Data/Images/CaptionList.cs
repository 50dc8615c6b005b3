using Unroll.Data.Text;
using Unroll.Kernels;

namespace Unroll.Data.Images;

/// <summary>A text file with an image and its caption a line, a tab between them; the names of images are relative to its folder.</summary>
public sealed class CaptionList : ICaptionedImages
{
    private readonly string _source;
    private readonly CaptionedImage[] _items;
    private readonly int[] _lines;

    private CaptionList(string source, CaptionedImage[] items, int[] lines, int canvas) => (_source, _items, _lines, Canvas) = (source, items, lines, canvas);

    /// <summary>Reads captions and their images.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="canvas">Rows and columns of the canvas on which all images are brought.</param>
    /// <returns>The images; at least one.</returns>
    /// <exception cref="DataException">A line is not an image, a tab and a caption, or an image cannot be read.</exception>
    public static CaptionList Read(string path, int canvas)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] lines = TextFile.Read(path, what: "Captions").Split('\n');
        List<CaptionedImage> items = [];
        List<int> numbers = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0 && i == lines.Length - 1)
            {
                break;
            }

            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab <= 0 || string.IsNullOrWhiteSpace(line[(tab + 1)..]) || line.IndexOf('\t', tab + 1) >= 0)
            {
                throw new DataException($"Captions '{path}', line {i + 1}: got '{(line.Length > 60 ? line[..60] + "..." : line)}', expected the name of an image, one tab and its caption. Correct or remove the line.");
            }

            string name = Path.Combine(folder, line[..tab]);
            try
            {
                items.Add(new CaptionedImage(ImageFile.Read(name).On(canvas), line[(tab + 1)..].Trim()));
            }
            catch (DataException e)
            {
                throw new DataException($"Captions '{path}', line {i + 1}: {e.Message}", e);
            }

            numbers.Add(i + 1);
        }

        return items.Count > 0
            ? new CaptionList(path, [.. items], [.. numbers], canvas)
            : throw new DataException($"Captions '{path}': there is no line in it, expected the name of an image, a tab and its caption on each.");
    }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public int Canvas { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Texts => _items.Select(i => i.Text);

    /// <inheritdoc/>
    public string PlaceOf(int item) => $"'{_source}', line {_lines[item]}";

    /// <inheritdoc/>
    public CaptionedImage Draw(int item, CounterRandom random, bool vary) => _items[item];
}
