namespace Unroll.Data.Images;

/// <summary>An image of grey values.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">[height, width], row by row, from 0 (black) to 1 (white).</param>
public sealed record GreyImage(int Width, int Height, float[] Values)
{
    /// <summary>The image on a square of black: in its middle as it is, or made smaller by means over areas where it is larger than the square.</summary>
    /// <param name="size">Rows and columns of the square.</param>
    /// <returns>[size, size].</returns>
    public GreyImage On(int size)
    {
        GreyImage image = Width <= size && Height <= size ? this : Smaller(size);
        return image.At(size, (size - image.Width) / 2, (size - image.Height) / 2);
    }

    /// <summary>The image at a place of a square of black; what does not fit is cut off.</summary>
    /// <param name="size">Rows and columns of the square.</param>
    /// <param name="left">Columns to its left.</param>
    /// <param name="top">Rows above it.</param>
    /// <returns>[size, size].</returns>
    public GreyImage At(int size, int left, int top)
    {
        float[] values = new float[size * size];
        int from = Math.Max(0, -left), to = Math.Min(Width, size - left);
        for (int y = Math.Max(0, -top); y < Math.Min(Height, size - top) && from < to; y++)
        {
            Values.AsSpan((y * Width) + from, to - from).CopyTo(values.AsSpan(((top + y) * size) + left + from));
        }

        return new GreyImage(size, size, values);
    }

    /// <summary>The image with blocks of pixels as one, their mean.</summary>
    /// <param name="block">Rows and columns of a block; both sizes of the image are multiples of it.</param>
    /// <returns>[height / block, width / block].</returns>
    public GreyImage Shrunk(int block)
    {
        if (Width % block != 0 || Height % block != 0)
        {
            throw new ArgumentException($"Image: {Width} x {Height} cannot be cut into blocks of {block} x {block}.", nameof(block));
        }

        int width = Width / block, height = Height / block;
        float[] values = new float[width * height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                values[(y / block * width) + (x / block)] += Values[(y * Width) + x] / (block * block);
            }
        }

        return new GreyImage(width, height, values);
    }

    /// <summary>The image with its longer side at a length; every new pixel is the mean of the area that it covers.</summary>
    private GreyImage Smaller(int size)
    {
        double scale = Math.Max(Width, Height) / (double)size;
        int width = Math.Max(1, (int)Math.Round(Width / scale)), height = Math.Max(1, (int)Math.Round(Height / scale));
        double[] columns = Shrink(Array.ConvertAll(Values, v => (double)v), Height, Width, width, rowStride: Width, stride: 1);
        double[] values = Shrink(columns, width, Height, height, rowStride: 1, stride: width);

        // The second pass went down the columns, so its result is the image on its side.
        float[] upright = new float[width * height];
        for (int i = 0; i < values.Length; i++)
        {
            upright[(i % height * width) + (i / height)] = (float)values[i];
        }

        return new GreyImage(width, height, upright);
    }

    /// <summary>Lines of <paramref name="from"/> values as lines of fewer.</summary>
    private static double[] Shrink(double[] values, int lines, int from, int to, int rowStride, int stride)
    {
        double[] result = new double[lines * to];
        double scale = (double)from / to;
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < to; i++)
            {
                double start = i * scale, end = start + scale, sum = 0;
                for (int k = (int)start; k < Math.Min(from, Math.Ceiling(end)); k++)
                {
                    sum += values[(line * rowStride) + (k * stride)] * (Math.Min(end, k + 1) - Math.Max(start, k));
                }

                result[(line * to) + i] = sum / scale;
            }
        }

        return result;
    }
}
