using System.Text;
using System.Text.Json;
using Unroll.Data.Files;

namespace Unroll.Data.Pairs;

/// <summary>The nodes of a JSON file; comments and commas at the end are allowed. A number, true, false and null are the text that stands there.</summary>
internal static class JsonNodes
{
    public static Node Parse(string text, string name, string what)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            Utf8JsonReader reader = new(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 });
            LineCounter lines = new(utf8);
            reader.Read();
            Node root = ReadNode(ref reader, lines);
            reader.Read();
            return root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            int line = e is JsonException { LineNumber: long n } ? (int)n + 1 : 0;
            throw new DataException(
                $"{what} {new Origin(name, line)}: this is no JSON ({e.Message.Split(". LineNumber")[0].TrimEnd('.')}). Correct the line; check quotes, commas and brackets.", e);
        }
    }

    private static Node ReadNode(ref Utf8JsonReader reader, LineCounter lines)
    {
        int line = lines.At((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                Node list = new(line, Text: null);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Items.Add(ReadNode(ref reader, lines));
                }

                return list;
            case JsonTokenType.StartObject:
                Node map = new(line, Text: null) { IsMap = true };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string key = reader.GetString()!;
                    reader.Read();
                    map.Items.Add(ReadNode(ref reader, lines) with { Key = key });
                }

                return map;
            default:
                return new Node(line, reader.TokenType == JsonTokenType.String ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    /// <summary>The line of a byte; asked for in rising order.</summary>
    private sealed class LineCounter(byte[] utf8)
    {
        private int _line = 1;
        private int _at;

        public int At(int offset)
        {
            _line += utf8.AsSpan(_at, offset - _at).Count((byte)'\n');
            _at = offset;
            return _line;
        }
    }
}
