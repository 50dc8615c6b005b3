using Unroll.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unroll.Data.Pairs;

/// <summary>The nodes of a YAML file. Every scalar is text, also <c>42</c> and <c>no</c>. Aliases and several documents are refused.</summary>
internal static class YamlNodes
{
    // Deeper than any dialogue; a file of brackets only must not exhaust the stack.
    private const int MaxDepth = 32;

    public static Node Parse(string text, string name, string what)
    {
        try
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                throw new DataException($"{what} '{name}': the file is empty. Give a file with dialogues in it.");
            }

            Node root = ReadNode(parser, name, what, 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _)
                ? root
                : throw Unsupported("a second document", parser.Current!.Start, name, what, "Cut it into files");
        }
        catch (YamlException e)
        {
            throw new DataException(
                $"{what} {new Origin(name, (int)e.Start.Line)}: this is no YAML ({e.Message.TrimEnd('.')}; column {e.Start.Column}). Correct the line; check quotes and indentation.", e);
        }
    }

    private static Node ReadNode(Parser parser, string name, string what, int depth)
    {
        Mark start = parser.Current?.Start ?? Mark.Empty;
        if (depth > MaxDepth)
        {
            throw Unsupported($"more than {MaxDepth} lists in lists", start, name, what, "Flatten it");
        }

        if (parser.Accept<Scalar>(out _))
        {
            return new Node((int)start.Line, parser.Consume<Scalar>().Value);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            Node list = new((int)start.Line, Text: null);
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Items.Add(ReadNode(parser, name, what, depth + 1));
            }

            return list;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            Node map = new((int)start.Line, Text: null) { IsMap = true };
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                string key = ReadNode(parser, name, what, depth + 1).Text ?? throw Unsupported("a key that is no text", start, name, what, "Write a name before the colon");
                map.Items.Add(ReadNode(parser, name, what, depth + 1) with { Key = key });
            }

            return map;
        }

        throw Unsupported("an alias (*)", start, name, what, "Write the text out, or put it in quotes");
    }

    private static DataException Unsupported(string got, Mark at, string name, string what, string next) =>
        new($"{what} {new Origin(name, (int)at.Line)}: there is {got}, which is not supported in files of dialogues. {next}.");
}
