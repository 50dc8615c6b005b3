using System.Runtime.CompilerServices;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// Counts of all n-grams up to an order, as a trie: the node of a gram is the child of its beginning by its last token. Children are
/// found through one open-addressing table over (parent, token), so keys are exact for any vocabulary.
/// </summary>
internal sealed class NGramTrie
{
    /// <summary>The node of the empty gram.</summary>
    public const int Root = 0;

    /// <summary>No node.</summary>
    public const int None = -1;

    private Node[] _nodes = new Node[1 << 10];
    private int[] _table = new int[1 << 11];
    private int _count = 1;

    public NGramTrie() => _nodes[Root] = new Node { Parent = None, FirstChild = None, NextSibling = None };

    /// <summary>How many nodes there are.</summary>
    public int Count => _count;

    /// <summary>A node, to read.</summary>
    public ref readonly Node this[int node] => ref _nodes[node];

    /// <summary>The node of a gram that is one token longer, or <see cref="None"/>.</summary>
    public int Child(int parent, int token)
    {
        int mask = _table.Length - 1;
        for (int slot = Slot(parent, token); ; slot = (slot + 1) & mask)
        {
            int node = _table[slot];
            if (node == 0)
            {
                return None;
            }

            if (_nodes[node].Parent == parent && _nodes[node].Token == token)
            {
                return node;
            }
        }
    }

    /// <summary>Counts a token behind a gram.</summary>
    /// <returns>The node of the longer gram.</returns>
    public int Add(int parent, int token)
    {
        int child = Child(parent, token);
        if (child == None)
        {
            child = Insert(parent, token);
        }

        _nodes[child].Count++;
        _nodes[parent].Followed++;
        return child;
    }

    private int Insert(int parent, int token)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, _count * 2);
            _table = new int[_count * 4];
            for (int old = 1; old < _count; old++)
            {
                Place(old);
            }
        }

        int node = _count++;
        ref Node above = ref _nodes[parent];
        _nodes[node] = new Node { Parent = parent, Token = token, FirstChild = None, NextSibling = above.FirstChild };
        above.FirstChild = node;
        above.Types++;
        Place(node);
        return node;
    }

    // The table has twice as many slots as there can be nodes, so an empty one is near. Slot value 0, the root, means empty.
    private void Place(int node)
    {
        int mask = _table.Length - 1;
        int slot = Slot(_nodes[node].Parent, _nodes[node].Token);
        while (_table[slot] != 0) slot = (slot + 1) & mask;
        _table[slot] = node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(int parent, int token)
    {
        ulong key = ((ulong)(uint)parent << 32) | (uint)token;
        key = (key ^ (key >> 29)) * 0x9E3779B97F4A7C15;
        return (int)((key ^ (key >> 32)) & (uint)(_table.Length - 1));
    }

    /// <summary>One gram.</summary>
    public struct Node
    {
        /// <summary>The gram without its last token.</summary>
        public int Parent;

        /// <summary>The last token.</summary>
        public int Token;

        /// <summary>c(h, w): how often the gram occurs.</summary>
        public int Count;

        /// <summary>c(h): how often any token follows the gram.</summary>
        public int Followed;

        /// <summary>T(h): how many distinct tokens follow the gram.</summary>
        public int Types;

        /// <summary>A gram that is one token longer, or <see cref="None"/>.</summary>
        public int FirstChild;

        /// <summary>The next gram with the same beginning, or <see cref="None"/>.</summary>
        public int NextSibling;
    }
}
