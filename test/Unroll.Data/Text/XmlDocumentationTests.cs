using System.Text;
using Unroll.Data.Text;
using Xunit;

namespace Unroll.Data.Tests.Text;

public sealed class XmlDocumentationTests
{
    [Theory]
    [InlineData("M:System.String.Split(System.Char)", "String.Split")]
    [InlineData("P:System.String.Length", "String.Length")]
    [InlineData("T:System.String", "String")]
    [InlineData("T:System.Collections.Generic.List`1", "List")]
    [InlineData("P:System.Collections.Generic.List`1.Count", "List.Count")]
    [InlineData("M:System.Linq.Enumerable.Cast``1(System.Collections.IEnumerable)", "Enumerable.Cast")]
    [InlineData("M:System.Collections.Generic.List{System.String}.Add(`0)", "List.Add")]
    [InlineData("M:System.Text.StringBuilder.#ctor(System.Int32)", "StringBuilder")]
    [InlineData("M:System.Foo.System#IDisposable#Dispose", "Foo.Dispose")]
    [InlineData("Overload:System.String.Format", "String.Format")]
    [InlineData("O:System.String.Format%2A", "String.Format")]
    [InlineData("N:System.Text", "System.Text")]
    [InlineData("System.Int32", "Int32")]
    [InlineData("!:Foo", "Foo")]
    [InlineData("", "")]
    public void A_reference_becomes_the_name_a_reader_would_say(string cref, string name) =>
        Assert.Equal(name, XmlDocumentation.NameOf(cref));

    [Fact]
    public void The_elements_of_a_member_are_entries_in_their_order() => Assert.Equal(
        [
            "Splits a string.", "The separator character.", "An array of strings.", "separator is null.", "The default value.",
            "More to say.",
        ],
        Entries("""
            <summary>Splits a string.</summary>
            <param name="separator">The separator character.</param>
            <typeparam name="T">Not an entry.</typeparam>
            <returns>An array of strings.</returns>
            <exception cref="T:System.ArgumentNullException"><paramref name="separator" /> is null.</exception>
            <value>The default value.</value>
            <remarks>More to say.</remarks>
            """));

    [Fact]
    public void References_and_keywords_become_words() => Assert.Equal(
        ["Calls String.Split if x is null, see the guide or T; 2^31 &c."],
        Entries("""
            <summary>Calls <see cref="M:System.String.Split(System.Char)"/> if <paramref name="x"/> is <see langword="null" />,
            see <see href="https://example.org">the guide</see> or <typeparamref name="T"/>; 2<sup>31</sup> &amp;c.</summary>
            """));

    [Fact]
    public void Whitespace_is_collapsed_and_blocks_are_kept_apart() => Assert.Equal(
        ["First line. Second para. one 1 two 2 end"],
        Entries("""
            <summary>
              First	line.<para>Second
              para.</para><list type="table"><item><term>one</term><description>1</description></item><item><term>two</term>
              <description>2</description></item></list>end
            </summary>
            """));

    [Fact]
    public void A_name_in_code_stays_and_a_listing_and_an_example_go() => Assert.Equal(
        ["Type T is it. Done."],
        Entries("""
            <summary>Type <code>T</code> is it.<code>
            int x = 0;
            x++;
            </code><example>Never shown.</example> Done.</summary>
            """));

    [Fact]
    public void Empty_entries_single_words_and_processor_instructions_are_left_out() => Assert.Empty(Entries("""
        <summary></summary><returns/><value>  </value><remarks>Welcome</remarks></member>
        <member name="M:System.Runtime.Intrinsics.X86.Avx.Add(System.Int32)">
        <summary>__m256d _mm256_add_pd (__m256d a, __m256d b)</summary></member>
        <member name="M:System.Runtime.Intrinsics.Arm.AdvSimd.Abs(System.Int32)"><summary>int16x4_t vabs_s16 (int16x4_t a)</summary>
        """));

    private static List<string> Entries(string member)
    {
        string xml = $"""
            <?xml version="1.0"?>
            <doc><assembly><name>Some assembly name</name></assembly><members><member name="M:A.B">{member}</member></members></doc>
            """;
        return [.. XmlDocumentation.Entries(new MemoryStream(Encoding.UTF8.GetBytes(xml)))];
    }
}
