namespace Unroll.Data.Files;

/// <summary>How the characters of a text file are stored.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, strictly: a byte that does not fit is an error. A byte order mark is dropped.</summary>
    Utf8,

    /// <summary>ISO-8859-1: every byte is the character of that number.</summary>
    Latin1,
}
