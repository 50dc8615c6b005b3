using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Unroll.Tasks.Report;

/// <summary>Markup that is well-formed XML and HTML at once: what is put into the holes of <see cref="Add"/> is escaped.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup. Literal parts stand as they are; strings in holes are escaped, numbers rounded to hundredths, markup taken over.</summary>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Piece piece) => piece.Owner;

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Markup that is one text, escaped or not.</summary>
    public static Markup Raw(string markup)
    {
        Markup m = new();
        m._text.Append(markup);
        return m;
    }

    private void Escape(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '&': _text.Append("&amp;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\n' or '\t': _text.Append(c); break;
                case '\r':
                    // Both kinds of line end are one here; a parser would make the same of them.
                    if (i + 1 >= text.Length || text[i + 1] != '\n')
                        _text.Append('\n');
                    break;
                case < ' ': _text.Append((char)('\u2400' + c)); break;
                case '\u007f': _text.Append('\u2421'); break;
                case >= '\u0080' and <= '\u009f' or '\ufffe' or '\uffff': _text.Append('\ufffd'); break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        _text.Append(c).Append(text[++i]);
                    else
                        _text.Append(char.IsSurrogate(c) ? '\ufffd' : c);
                    break;
            }
        }
    }

    /// <summary>The compiler's view of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Piece
    {
        /// <summary>The compiler also says how long the piece will be; the builder grows by itself.</summary>
        public Piece(int literalLength, int formattedCount, Markup owner)
        {
            _ = (literalLength, formattedCount);
            Owner = owner;
        }

        /// <summary>What the piece is added to.</summary>
        public Markup Owner { get; }

        /// <summary>Markup as it stands.</summary>
        public void AppendLiteral(string markup) => Owner._text.Append(markup);

        /// <summary>Text: characters that markup has a meaning for are escaped, those that it forbids are shown by their signs.</summary>
        public void AppendFormatted(string? text) => Owner.Escape(text ?? "");

        /// <summary>A coordinate.</summary>
        public void AppendFormatted(double value) => Owner._text.Append(Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture));

        /// <summary>A whole number, without separators.</summary>
        public void AppendFormatted(long value) => Owner._text.Append(value.ToString(CultureInfo.InvariantCulture));

        /// <summary>Markup made elsewhere.</summary>
        public void AppendFormatted(Markup markup) => Owner._text.Append(markup._text);
    }
}
