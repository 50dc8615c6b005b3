using System.Runtime.InteropServices;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Storage;

/// <summary>
/// The parameters of a model as tensors of a file, under PyTorch's names. In a file of 8-bit integers each matrix W [rows, columns] is a
/// tensor of dtype I8, and beside it lies <c>NAME.scale</c> [rows] of dtype F32: row r of W is scale[r] · I8[r].
/// </summary>
public static class ModelTensors
{
    private const string Integers = "I8";

    /// <summary>Copies the parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="precision">How to keep matrices; all else is kept as 32-bit floats.</param>
    /// <returns>One tensor a parameter, and one for the scales of each matrix of integers.</returns>
    /// <exception cref="UnrollException">A weight is NaN or infinite, or too large for the precision.</exception>
    public static IEnumerable<SafeTensor> Of(Parameters parameters, WeightPrecision precision = WeightPrecision.Single)
    {
        foreach (Parameter parameter in parameters.All)
        {
            foreach (SafeTensor tensor in Of(parameter, IsMatrix(parameter) ? precision : WeightPrecision.Single))
            {
                yield return tensor;
            }
        }
    }

    /// <summary>Fills the parameters from a file and sets their precision; whoever calls it calls <see cref="Parameters.Prepare"/> before the model runs.</summary>
    /// <param name="path">The file's path, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="parameters">The parameters; made room for if they have none.</param>
    /// <exception cref="ModelFileException">A tensor is missing, has another shape, or is not of the kind that the metadata says.</exception>
    public static void Load(string path, SafeTensorsFile file, Parameters parameters)
    {
        parameters.Precision = PrecisionOf(path, file);
        parameters.Allocate();
        foreach (Parameter parameter in parameters.All)
        {
            SafeTensor tensor = file.Tensor(parameter.Name);
            CheckShape(path, tensor, Sizes(parameter.Shape));
            bool integers = parameters.Precision == WeightPrecision.Int8 && IsMatrix(parameter);
            if (integers != (tensor.Dtype == Integers))
            {
                throw new ModelFileException($"'{path}': tensor '{parameter.Name}' has the dtype {tensor.Dtype}, expected {(integers ? Integers : "floating-point numbers")} because its metadata says quantization '{Quantization.NameOf(parameters.Precision) ?? "none"}'. Export the model anew.");
            }

            if (integers)
            {
                Expand(path, tensor, file.Tensor(ScaleOf(parameter.Name)), parameter.Values);
            }
            else
            {
                tensor.CopyTo(parameter.Values);
            }
        }
    }

    private static string ScaleOf(string name) => name + ".scale";

    private static bool IsMatrix(Parameter parameter) => parameter.Shape.Rank == 2;

    private static IEnumerable<SafeTensor> Of(Parameter parameter, WeightPrecision precision)
    {
        (string name, long[] sizes) = (parameter.Name, Sizes(parameter.Shape));
        switch (precision)
        {
            case WeightPrecision.Int8:
                sbyte[] integers = new sbyte[parameter.Shape.Length];
                float[] scales = new float[parameter.Shape[0]];
                Round(parameter, integers, scales);
                return [SafeTensor.FromInt8(name, sizes, integers), SafeTensor.FromSingle(ScaleOf(name), [scales.Length], scales)];
            case WeightPrecision.BFloat16:
                SafeTensor rounded = SafeTensor.FromBFloat16(name, sizes, parameter.Values);
                return rounded.ToSingle().All(float.IsFinite) ? [rounded] : throw new UnrollException($"Weight '{name}' holds NaN, infinity or a number too large for bfloat16; expected finite numbers below 3.39e38. The weights are broken; take an earlier model.");
            default:
                return [SafeTensor.FromSingle(name, sizes, parameter.Values)];
        }
    }

    private static void Round(Parameter parameter, Span<sbyte> integers, Span<float> scales)
    {
        int columns = parameter.Shape[1];
        for (int row = 0; row < scales.Length; row++)
        {
            try
            {
                scales[row] = Int8Rounding.Round(parameter.Values.Slice(row * columns, columns), integers.Slice(row * columns, columns));
            }
            catch (UnrollException e)
            {
                throw new UnrollException($"Weight '{parameter.Name}', row {row}: {e.Message}", e);
            }
        }
    }

    private static void Expand(string path, SafeTensor integers, SafeTensor scale, Span<float> values)
    {
        int rows = (int)integers.Shape[0], columns = (int)integers.Shape[1];
        CheckShape(path, scale, [rows]);
        float[] scales = scale.ToSingle();
        ReadOnlySpan<sbyte> all = MemoryMarshal.Cast<byte, sbyte>(integers.Bytes.Span);
        for (int row = 0; row < rows; row++)
        {
            if (!float.IsFinite(scales[row]) || scales[row] < 0)
            {
                throw new ModelFileException($"'{path}': '{scale.Name}' holds {scales[row]} for row {row}, expected a number of at least 0. The file is damaged; export the model anew.");
            }

            Int8Rounding.Expand(all.Slice(row * columns, columns), scales[row], values.Slice(row * columns, columns));
        }
    }

    private static WeightPrecision PrecisionOf(string path, SafeTensorsFile file)
    {
        WeightPrecision precision = WeightPrecision.Single;
        return !file.Metadata.TryGetValue(Quantization.Key, out string? name) || Quantization.TryParse(name, out precision)
            ? precision
            : throw new ModelFileException($"'{path}' has the quantization '{name}', expected one of {string.Join(", ", Quantization.Names)}. It was written by another version of Unroll.");
    }

    private static void CheckShape(string path, SafeTensor tensor, long[] expected)
    {
        if (!tensor.Shape.AsSpan().SequenceEqual(expected))
        {
            throw new ModelFileException($"'{path}': tensor '{tensor.Name}' is [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", expected)}]. The file belongs to a model of other sizes.");
        }
    }

    private static long[] Sizes(Shape shape)
    {
        long[] sizes = new long[shape.Rank];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i];
        }

        return sizes;
    }
}
