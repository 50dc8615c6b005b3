namespace Unroll.Decoding;

/// <summary>
/// Which tags may follow which, begin a sequence and end it. Everything is allowed until it is forbidden; a decoder then never gives a
/// forbidden sequence, whatever the scores are.
/// </summary>
public sealed class TagConstraints
{
    private readonly bool[] _forbidden, _forbiddenStart, _forbiddenEnd;

    /// <summary>Allows everything.</summary>
    /// <param name="tags">K, the number of tags.</param>
    public TagConstraints(int tags)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tags);
        Tags = tags;
        (_forbidden, _forbiddenStart, _forbiddenEnd) = (new bool[tags * tags], new bool[tags], new bool[tags]);
    }

    /// <summary>K.</summary>
    public int Tags { get; }

    /// <summary>
    /// The rules of the BIO scheme (Ramshaw and Marcus 1995, in the form IOB2): <c>I-x</c> goes on what <c>B-x</c> or <c>I-x</c> began, so it may
    /// neither begin a sequence nor follow any other tag.
    /// </summary>
    /// <param name="names">The names of the tags in order, such as <c>O</c>, <c>B-PER</c>, <c>I-PER</c>.</param>
    /// <returns>Constraints.</returns>
    public static TagConstraints Bio(IReadOnlyList<string> names)
    {
        TagConstraints constraints = new(names.Count);
        for (int to = 0; to < names.Count; to++)
        {
            if (!names[to].StartsWith("I-", StringComparison.Ordinal))
            {
                continue;
            }

            constraints.ForbidStart(to);
            for (int from = 0; from < names.Count; from++)
            {
                bool goesOn = names[from].Length > 2 && names[from][0] is 'B' or 'I' && names[from].AsSpan(1).SequenceEqual(names[to].AsSpan(1));
                if (!goesOn)
                {
                    constraints.Forbid(from, to);
                }
            }
        }

        return constraints;
    }

    /// <summary>Forbids <paramref name="to"/> right after <paramref name="from"/>.</summary>
    /// <param name="from">A tag.</param>
    /// <param name="to">A tag.</param>
    public void Forbid(int from, int to) => _forbidden[(Check(from) * Tags) + Check(to)] = true;

    /// <summary>Forbids a sequence to begin with a tag.</summary>
    /// <param name="tag">A tag.</param>
    public void ForbidStart(int tag) => _forbiddenStart[Check(tag)] = true;

    /// <summary>Forbids a sequence to end with a tag.</summary>
    /// <param name="tag">A tag.</param>
    public void ForbidEnd(int tag) => _forbiddenEnd[Check(tag)] = true;

    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>.</summary>
    /// <param name="from">A tag.</param>
    /// <param name="to">A tag.</param>
    /// <returns>True unless it was forbidden.</returns>
    public bool Allows(int from, int to) => !_forbidden[(from * Tags) + to];

    /// <summary>Whether a sequence may begin with a tag.</summary>
    /// <param name="tag">A tag.</param>
    /// <returns>True unless it was forbidden.</returns>
    public bool AllowsStart(int tag) => !_forbiddenStart[tag];

    /// <summary>Whether a sequence may end with a tag.</summary>
    /// <param name="tag">A tag.</param>
    /// <returns>True unless it was forbidden.</returns>
    public bool AllowsEnd(int tag) => !_forbiddenEnd[tag];

    private int Check(int tag) => (uint)tag < (uint)Tags
        ? tag
        : throw new ArgumentOutOfRangeException(nameof(tag), tag, $"Tag constraints: got tag {tag}, expected 0 to {Tags - 1}, because there are {Tags} tags.");
}
