using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Storage;

public sealed class ModelTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(WeightPrecision.Single)]
    [InlineData(WeightPrecision.BFloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void What_was_rounded_once_stays_the_same_bits_through_a_file(WeightPrecision precision)
    {
        Parameters first = Network(seed: 1), second = Network(seed: 2), third = Network(seed: 3);
        Write(first, precision);
        Load(second);
        byte[] written = File.ReadAllBytes(Target);
        Write(second, precision);
        Load(third);

        Assert.Equal(precision, second.Precision);
        Assert.Equal(written, File.ReadAllBytes(Target));
        Assert.True(Numbers.SameBits(second.Values, third.Values));
        Assert.Equal(precision == WeightPrecision.Single, Numbers.SameBits(first.Values, second.Values));
    }

    [Theory]
    [InlineData(WeightPrecision.BFloat16, 1.0 / 256)]
    [InlineData(WeightPrecision.Int8, 0.5001 / 127)]
    public void Matrices_are_rounded_row_by_row_and_vectors_stay_as_they_are(WeightPrecision precision, double relative)
    {
        Parameters exact = Network(seed: 4), rounded = Network(seed: 5);
        Assert.True(exact.TryGet("out.weight", out Parameter? weight));
        weight.Values[..weight.Shape[1]].Clear();
        weight.Values[weight.Shape[1]..(2 * weight.Shape[1])].Fill(1e4f);
        Write(exact, precision);
        Load(rounded);
        foreach ((Parameter a, Parameter b) in exact.All.Zip(rounded.All))
        {
            int columns = a.Shape.Last;
            for (int row = 0; row < a.Shape.Length / columns; row++)
            {
                float[] was = a.Values.Slice(row * columns, columns).ToArray(), now = b.Values.Slice(row * columns, columns).ToArray();
                double bound = a.Shape.Rank == 1 ? 0 : relative * was.Max(Math.Abs);
                Assert.True(was.Zip(now).All(pair => Math.Abs((double)pair.First - pair.Second) <= bound), $"{a.Name}, row {row}");
            }
        }
    }

    [Fact]
    public void A_file_of_integers_holds_I8_and_a_scale_a_row_that_anybody_can_multiply()
    {
        Parameters exact = Network(seed: 6), loaded = Network(seed: 7);
        Write(exact, WeightPrecision.Int8);
        Load(loaded);
        SafeTensorsFile file = SafeTensorsFile.Read(Target);
        Assert.Equal("int8", file.Metadata["unroll.quantization"]);
        Assert.Equal(["F32", "I8"], new[] { file.Tensor("rnn.bias_hh_l0").Dtype, file.Tensor("rnn.weight_hh_l0").Dtype });
        foreach (Parameter matrix in loaded.All.Where(p => p.Shape.Rank == 2))
        {
            SafeTensor integers = file.Tensor(matrix.Name), scale = file.Tensor(matrix.Name + ".scale");
            Assert.Equal(("F32", 1), (scale.Dtype, scale.Shape.Length));
            float[] q = integers.ToSingle(), s = scale.ToSingle();
            Assert.Equal(q.Select((x, i) => x * s[i / matrix.Shape[1]]), matrix.Values.ToArray());
            Assert.Equal(127, q.Max(Math.Abs));
        }
    }

    [Fact]
    public void Files_of_a_model_of_some_size_are_a_quarter_and_half_as_large()
    {
        Parameters parameters = new();
        _ = RecurrentKinds.Create("lstm", parameters, "rnn", 256, 256, new RecurrentOptions { Layers = 2 });
        parameters.Initialize(seed: 8);
        long[] sizes = [.. new[] { WeightPrecision.Single, WeightPrecision.BFloat16, WeightPrecision.Int8 }.Select(precision =>
        {
            Write(parameters, precision);
            return new FileInfo(Target).Length;
        })];
        Assert.InRange((double)sizes[1] / sizes[0], 0.5, 0.51);
        Assert.InRange((double)sizes[2] / sizes[0], 0.25, 0.265);
    }

    [Theory]
    [InlineData(WeightPrecision.Int8)]
    [InlineData(WeightPrecision.BFloat16)]
    public void Weights_that_are_no_numbers_are_not_rounded_but_refused_by_name(WeightPrecision precision)
    {
        foreach (float broken in new[] { float.NaN, float.NegativeInfinity })
        {
            Parameters parameters = Network(seed: 9);
            Assert.True(parameters.TryGet("rnn.weight_hh_l0", out Parameter? weight));
            weight.Values[70] = broken;
            Assert.Contains("rnn.weight_hh_l0", Assert.Throws<UnrollException>(() => Write(parameters, precision)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("int8", WeightPrecision.Single, "has the dtype F32, expected I8")]
    [InlineData("int8", WeightPrecision.BFloat16, "has the dtype BF16, expected I8")]
    [InlineData("bf16", WeightPrecision.Int8, "has the dtype I8, expected floating-point numbers")]
    [InlineData(null, WeightPrecision.Int8, "quantization 'none'")]
    [InlineData("int4", WeightPrecision.Int8, "quantization 'int4', expected one of int8, bf16")]
    public void A_file_whose_tensors_are_not_what_its_metadata_says_is_refused(string? says, WeightPrecision holds, string expected)
    {
        Dictionary<string, string> metadata = says is null ? [] : new(StringComparer.Ordinal) { [Quantization.Key] = says };
        SafeTensorsFile.Write(Target, metadata, [.. ModelTensors.Of(Network(seed: 10), holds)]);
        Assert.Contains(expected, LoadFails(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_that_are_missing_of_another_size_or_no_numbers_are_refused()
    {
        SafeTensor[] tensors = [.. ModelTensors.Of(Network(seed: 11), WeightPrecision.Int8)];
        int at = Array.FindIndex(tensors, t => t.Name == "out.weight.scale");
        float[] scales = tensors[at].ToSingle();
        WriteWith([]);
        Assert.Contains("no tensor 'out.weight.scale'", LoadFails(), StringComparison.Ordinal);
        WriteWith([SafeTensor.FromSingle("out.weight.scale", [scales.Length - 1], scales.AsSpan(1))]);
        Assert.Contains("'out.weight.scale' is [6], expected [7]", LoadFails(), StringComparison.Ordinal);
        foreach (float broken in new[] { float.NaN, float.PositiveInfinity, -1f })
        {
            WriteWith([SafeTensor.FromSingle("out.weight.scale", [scales.Length], [.. scales[..4], broken, .. scales[5..]])]);
            Assert.Contains("for row 4, expected a number of at least 0", LoadFails(), StringComparison.Ordinal);
        }

        void WriteWith(SafeTensor[] scale) => SafeTensorsFile.Write(
            Target, new Dictionary<string, string>(StringComparer.Ordinal) { [Quantization.Key] = "int8" }, [.. tensors[..at], .. scale, .. tensors[(at + 1)..]]);
    }

    private static Parameters Network(ulong seed)
    {
        Parameters parameters = new();
        _ = new Embedding(parameters, "encoder", 9, 5);
        _ = RecurrentKinds.Create("gru", parameters, "rnn", 5, 19, new RecurrentOptions { Layers = 1 });
        _ = new Linear(parameters, "out", 19, 7);
        parameters.Initialize(seed);
        CounterRandom random = new(seed);
        foreach (Parameter vector in parameters.All.Where(p => p.Shape.Rank == 1))
        {
            foreach (ref float value in vector.Values)
            {
                value = (float)random.NextDouble();
            }
        }

        return parameters;
    }

    private void Write(Parameters parameters, WeightPrecision precision)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        if (Quantization.NameOf(precision) is { } name)
        {
            metadata[Quantization.Key] = name;
        }

        SafeTensorsFile.Write(Target, metadata, [.. ModelTensors.Of(parameters, precision)]);
    }

    private void Load(Parameters parameters) => ModelTensors.Load(Target, SafeTensorsFile.Read(Target), parameters);

    private string LoadFails() => Assert.Throws<ModelFileException>(() => Load(Network(seed: 12))).Message;
}
