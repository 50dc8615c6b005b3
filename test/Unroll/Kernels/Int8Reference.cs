using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>The product with 8-bit weights as its definition reads: obvious, not fast.</summary>
internal static class Int8Reference
{
    public static (short[] Rounded, float Scale) Round(ReadOnlySpan<float> x)
    {
        float most = 0;
        foreach (float value in x)
        {
            most = Math.Max(most, Math.Abs(value));
        }

        float inverse = 2047 / most;
        short[] rounded = new short[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            rounded[i] = (short)Math.Round(x[i] * inverse, MidpointRounding.ToEven);
        }

        return (rounded, most / 2047);
    }

    /// <summary>[rows, n]: x [rows, k] times the transpose of w [n, k].</summary>
    public static float[] Multiply(float[] x, float[] w, int rows, int n, int k)
    {
        float[] y = new float[rows * n];
        for (int r = 0; r < rows; r++)
        {
            (short[] qx, float sx) = Round(x.AsSpan(r * k, k));
            for (int i = 0; i < n; i++)
            {
                sbyte[] qw = new sbyte[k];
                float sw = Int8Rounding.Round(w.AsSpan(i * k, k), qw);
                long sum = 0;
                for (int j = 0; j < k; j++)
                {
                    sum += qx[j] * qw[j];
                }

                y[(r * n) + i] = sum * (sw * sx);
            }
        }

        return y;
    }
}
