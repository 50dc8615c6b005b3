using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Images;
using Unroll.Kernels;

namespace Unroll.Tasks.Caption;

/// <summary>Some of the images of a source.</summary>
/// <param name="source">All images.</param>
/// <param name="items">The numbers of those that belong to the part.</param>
/// <param name="seed">What is drawn to be measured on depends on it alone.</param>
internal sealed class CaptionPart(ICaptionedImages source, int[] items, ulong seed)
{
    public int Count => items.Length;

    public ICaptionedImages Source => source;

    /// <summary>Where an image stands, for messages.</summary>
    public string PlaceOf(int i) => source.PlaceOf(items[i]);

    /// <summary>An image as it is measured on: always the same.</summary>
    public CaptionedImage Fixed(int i) => source.Draw(items[i], new CounterRandom(seed).Fork((ulong)items[i]), vary: false);

    /// <summary>An image as it is learned from.</summary>
    /// <param name="i">Which one.</param>
    /// <param name="random">The random numbers of the update.</param>
    /// <param name="vary">Whether it is changed a little.</param>
    public CaptionedImage Drawn(int i, CounterRandom random, bool vary) => source.Draw(items[i], random.Fork((ulong)items[i]), vary);

    /// <summary>A hash by which a run is known again.</summary>
    public string Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Count; i++)
        {
            CaptionedImage image = Fixed(i);
            hash.AppendData(MemoryMarshal.AsBytes<float>(image.Image.Values));
            hash.AppendData(Encoding.UTF8.GetBytes(image.Text));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
