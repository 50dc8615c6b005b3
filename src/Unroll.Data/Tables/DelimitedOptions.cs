using Unroll.Data.Files;

namespace Unroll.Data.Tables;

/// <summary>How a table in a text file is written.</summary>
/// <param name="Delimiter">
/// What stands between fields, or null to find out among tab, semicolon and comma. A blank stands for any run of blanks and tabs; it is
/// found out too, where every field of the first lines is a number.
/// </param>
/// <param name="Header">
/// Whether the first row names the columns, or null to find out: it does if it has text where the rows below have numbers, if nothing in
/// the first rows is a number, or if it counts its columns from 1 beside a name.
/// </param>
/// <param name="Encoding">How characters are stored.</param>
public sealed record DelimitedOptions(char? Delimiter = null, bool? Header = null, TextEncoding Encoding = TextEncoding.Utf8);
