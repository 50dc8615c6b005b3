namespace Unroll.Layers;

/// <summary>How a model's matrices are kept; vectors such as biases are always 32-bit floats.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floats.</summary>
    Single,

    /// <summary>bfloat16 in the file, widened to 32-bit floats on loading: half the file, the same speed.</summary>
    BFloat16,

    /// <summary>8-bit integers with one scale a row, in the file and in the products of inference: a quarter of both.</summary>
    Int8,
}
