using Unroll.Kernels;

namespace Unroll.Data.Images;

/// <summary>An image on a square canvas, and what it shows in words.</summary>
/// <param name="Image">The canvas.</param>
/// <param name="Text">The caption; empty where there is none.</param>
public sealed record CaptionedImage(GreyImage Image, string Text);

/// <summary>Images with captions, some of which may be made anew each time.</summary>
public interface ICaptionedImages
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Rows and columns of the canvas.</summary>
    int Canvas { get; }

    /// <summary>All captions that there may be.</summary>
    IEnumerable<string> Texts { get; }

    /// <summary>Where an image stands, for messages.</summary>
    /// <param name="item">The image, counted from 0.</param>
    /// <returns>A few words.</returns>
    string PlaceOf(int item);

    /// <summary>An image with its caption.</summary>
    /// <param name="item">The image, counted from 0.</param>
    /// <param name="random">The same numbers give the same image.</param>
    /// <param name="vary">Whether the image is changed a little, as training does.</param>
    /// <returns>The image and its caption.</returns>
    CaptionedImage Draw(int item, CounterRandom random, bool vary);
}
