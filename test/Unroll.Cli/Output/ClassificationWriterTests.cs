using Unroll.Cli.Output;
using Xunit;

namespace Unroll.Cli.Tests.Output;

public sealed class ClassificationWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" blank in front", "\" blank in front\"")]
    [InlineData("", "")]
    public void A_field_is_quoted_as_rfc_4180_asks(string field, string expected) => Assert.Equal(expected, ClassificationWriter.Quote(field));
}
