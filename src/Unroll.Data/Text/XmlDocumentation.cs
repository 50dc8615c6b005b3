using System.Text;
using System.Xml;

namespace Unroll.Data.Text;

/// <summary>Readable English out of an XML documentation file, as a C# compiler writes it beside an assembly.</summary>
public static class XmlDocumentation
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };

    /// <summary>
    /// The text of every summary, param, returns, value, exception and remarks element, one entry each, in the order of the file.
    /// Whitespace is collapsed, a reference becomes the name that a reader would say (<see cref="NameOf"/>), and examples, listings, single
    /// words and the members of processor instruction sets are left out.
    /// </summary>
    /// <param name="xml">The file.</param>
    /// <returns>Entries without line breaks, none empty.</returns>
    /// <exception cref="XmlException">The file is not well-formed.</exception>
    public static IEnumerable<string> Entries(Stream xml)
    {
        using XmlReader reader = XmlReader.Create(xml, Settings);
        StringBuilder text = new();
        while (reader.Read())
        {
            // doc/members/member/summary: depths 0 to 3.
            while (reader is { NodeType: XmlNodeType.Element, Depth: 2 } && IsInstruction(reader.GetAttribute("name")))
            {
                reader.Skip();
            }

            if (reader is { NodeType: XmlNodeType.Element, Depth: 3, IsEmptyElement: false } && IsEntry(reader.LocalName))
            {
                text.Clear();
                ReadEntry(reader, text);
                string entry = text.ToString().Trim();
                if (IsEnglish(entry))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>
    /// The name that a reader would say for a documentation identifier: <c>M:System.String.Split(System.Char)</c> is
    /// <c>String.Split</c>, <c>T:System.Collections.Generic.List`1</c> is <c>List</c>, a constructor has the name of its type.
    /// </summary>
    /// <param name="cref">A documentation identifier, with its prefix or not.</param>
    /// <returns>The last name, with the type before it if it is a member.</returns>
    public static string NameOf(string cref)
    {
        ArgumentNullException.ThrowIfNull(cref);
        int colon = cref.IndexOf(':');
        string kind = colon < 0 ? "T" : cref[..colon];
        string id = WithoutArguments(cref.AsSpan(colon + 1));
        string[] names = id.Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || string.Equals(kind, "N", StringComparison.Ordinal))
        {
            return id;
        }

        string last = names[^1];
        string? type = names.Length > 1 ? names[^2] : null;
        if (kind is "T" or "!" || type is null)
        {
            return last;
        }

        // An explicit implementation is named System#IDisposable#Dispose.
        return last is "#ctor" or "#cctor" ? type : type + "." + last[(last.LastIndexOf('#') + 1)..];
    }

    // Leaves out parameters, type arguments in braces, arities (`1, ``2) and the escaped asterisk of an overload group.
    private static string WithoutArguments(ReadOnlySpan<char> id)
    {
        StringBuilder plain = new();
        int braces = 0;
        for (int i = 0; i < id.Length && id[i] != '('; i++)
        {
            braces += id[i] == '{' ? 1 : 0;
            if (id[i] == '`')
            {
                while (i + 1 < id.Length && (id[i + 1] == '`' || char.IsAsciiDigit(id[i + 1]))) i++;
            }
            else if (braces == 0)
            {
                plain.Append(id[i]);
            }

            braces -= id[i] == '}' ? 1 : 0;
        }

        return plain.Replace("%2A", "").Replace("*", "").ToString();
    }

    private static bool IsEntry(string element) => element is "summary" or "param" or "returns" or "remarks" or "exception" or "value";

    private static void ReadEntry(XmlReader reader, StringBuilder text)
    {
        int entry = reader.Depth;
        int cut = -1;
        int cutDepth = -1;
        bool hasLines = false;
        while (reader.Read() && reader.Depth > entry)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    hasLines |= reader.Value.Contains('\n');
                    AppendCollapsed(text, reader.Value);
                    break;
                case XmlNodeType.Element when cut < 0 && reader.LocalName is "code" or "example" && !reader.IsEmptyElement:
                    (cut, cutDepth, hasLines) = (text.Length, reader.Depth, reader.LocalName is "example");
                    break;
                case XmlNodeType.Element:
                    BeginElement(reader, text);
                    break;
                case XmlNodeType.EndElement when reader.Depth == cutDepth && cut >= 0:
                    // One line of code is a name or a literal within a sentence; more are a listing, which is not English.
                    text.Length = hasLines ? cut : text.Length;
                    cut = -1;
                    break;
                case XmlNodeType.EndElement when IsBlock(reader.LocalName):
                    AppendCollapsed(text, " ");
                    break;
                default:
                    break;
            }
        }
    }

    private static void BeginElement(XmlReader reader, StringBuilder text)
    {
        string element = reader.LocalName;
        if (IsBlock(element))
        {
            AppendCollapsed(text, " ");
        }
        else if (element is "sup")
        {
            text.Append('^');
        }
        else if (reader.GetAttribute("uid") is string uid)
        {
            text.Append(NameOf((uid.Contains('(') ? "M:" : "T:") + uid));
        }
        else if (reader.IsEmptyElement && element is "see" or "seealso" or "paramref" or "typeparamref")
        {
            text.Append(reader.GetAttribute("cref") is string cref
                ? NameOf(cref)
                : reader.GetAttribute("langword") ?? reader.GetAttribute("name") ?? reader.GetAttribute("langref"));
        }
    }

    private static bool IsBlock(string element) =>
        element is "para" or "p" or "br" or "list" or "listheader" or "item" or "term" or "description" or "li" or "ul" or "ol" or "code";

    private static void AppendCollapsed(StringBuilder text, string more)
    {
        foreach (char c in more)
        {
            if (!char.IsWhiteSpace(c))
            {
                text.Append(c);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }
    }

    // The entries of processor instructions are C signatures and assembler, not English.
    private static bool IsInstruction(string? member) => member is { Length: > 2 }
        && (member.AsSpan(2).StartsWith("System.Runtime.Intrinsics.X86.") || member.AsSpan(2).StartsWith("System.Runtime.Intrinsics.Arm."));

    // A single word teaches nothing about the next one.
    private static bool IsEnglish(string entry) => entry.Contains(' ');
}
