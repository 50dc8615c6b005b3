using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Unroll.Storage;
using Xunit;

namespace Unroll.Tests.Storage;

public sealed class SafeTensorsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly string _folder = Directory.CreateTempSubdirectory("unroll-safetensors-").FullName;

    private string Target => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_then_read_gives_the_tensors_and_the_metadata_back()
    {
        float[] values = [1.5f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal) { ["recipe"] = "{\"task\": \"text\"}\n", ["ключ 🙂"] = "ä\0<&" };

        SafeTensorsFile.Write(Target, metadata, [SafeTensor.FromSingle("w", [2, 3], values), SafeTensor.FromSingle("empty", [0, 7], []), SafeTensor.FromSingle("one", [], [7])]);
        SafeTensorsFile file = SafeTensorsFile.Read(Target);

        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), file.Tensor("w").ToSingle().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([2L, 3L], file.Tensor("w").Shape);
        Assert.Empty(file.Tensor("empty").ToSingle());
        Assert.Equal([7f], file.Tensor("one").ToSingle());
        Assert.Equal(metadata, file.Metadata.Where(m => m.Key != "unroll.sha256").ToDictionary());
        Assert.Equal(3, file.Tensors.Count);
    }

    [Fact]
    public void The_same_content_in_any_order_gives_the_same_bytes()
    {
        SafeTensor a = SafeTensor.FromSingle("a", [2], [1, 2]), b = SafeTensor.FromSingle("b", [1], [3]);
        SafeTensorsFile.Write(Target, new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "1", ["y"] = "2" }, [a, b]);
        byte[] first = File.ReadAllBytes(Target);

        SafeTensorsFile.Write(Target, new Dictionary<string, string>(StringComparer.Ordinal) { ["y"] = "2", ["x"] = "1" }, [b, a]);

        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    [Fact]
    public void What_was_read_is_written_to_the_same_bytes()
    {
        byte[] small = SmallFile();
        SafeTensorsFile file = ReadBytes(small);

        SafeTensorsFile.Write(Target, file.Metadata, [.. file.Tensors.Values]);

        Assert.Equal(small, File.ReadAllBytes(Target));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        SafeTensorsFile.Write(Target, NoMetadata, [SafeTensor.FromSingle("b", [1], [2]), SafeTensor.FromSingle("a", [1, 1], [1])]);
        byte[] bytes = File.ReadAllBytes(Target);

        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        Assert.Equal(0, length % 8);
        Assert.StartsWith("{\"__metadata__\":{\"unroll.sha256\":\"unroll-sha256:", header, StringComparison.Ordinal);
        Assert.EndsWith("\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", header.TrimEnd(' '), StringComparison.Ordinal);
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], bytes[(8 + length)..]);
    }

    [Fact]
    public void Wider_numbers_come_first_so_that_all_are_aligned()
    {
        SafeTensorsFile.Write(Target, NoMetadata, [new SafeTensor("a", "U8", [3], new byte[3]), SafeTensor.FromSingle("b", [1], [2]), new SafeTensor("c", "F64", [1], new byte[8])]);

        Assert.Equal(["c", "b", "a"], SafeTensorsFile.Read(Target).Tensors.Keys);
    }

    [Theory]
    [InlineData("F64", "000000000000F8BF", -1.5f)]
    [InlineData("F32", "0000C0BF", -1.5f)]
    [InlineData("F16", "00BE", -1.5f)]
    [InlineData("BF16", "C0BF", -1.5f)]
    [InlineData("I64", "FEFFFFFFFFFFFFFF", -2f)]
    [InlineData("I32", "FEFFFFFF", -2f)]
    [InlineData("I16", "FEFF", -2f)]
    [InlineData("I8", "FE", -2f)]
    [InlineData("U64", "FE00000000000080", 9223372036854775808f)]
    [InlineData("U32", "000000C0", 3221225472f)]
    [InlineData("U16", "FEFF", 65534f)]
    [InlineData("U8", "FE", 254f)]
    [InlineData("BOOL", "01", 1f)]
    public void Every_dtype_is_read_as_floats(string dtype, string item, float expected)
    {
        byte[] bytes = Convert.FromHexString(item + new string('0', item.Length));

        SafeTensorsFile.Write(Target, NoMetadata, [new SafeTensor("t", dtype, [2], bytes)]);

        Assert.Equal([expected, 0f], SafeTensorsFile.Read(Target).Tensor("t").ToSingle());
    }

    [Fact]
    public void A_file_of_others_without_a_digest_is_read()
    {
        SafeTensorsFile file = ReadBytes(Compose("""{"t":{"shape":[1,2],"data_offsets":[0,4],"dtype":"BF16"},"__metadata__":{"format":"pt"}}   """, 4));

        Assert.Equal([0f, 0f], file.Tensor("t").ToSingle());
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        byte[] file = SmallFile();
        for (int length = 0; length < file.Length; length++)
        {
            AssertDamaged(file[..length]);
        }
    }

    [Fact]
    public void A_file_with_any_byte_altered_is_refused_or_means_the_same()
    {
        byte[] file = SmallFile();
        SafeTensorsFile original = ReadBytes(file);
        int same = 0;
        foreach (int flip in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 255 })
        {
            for (int i = 0; i < file.Length; i++)
            {
                byte[] altered = [.. file];
                altered[i] ^= (byte)flip;
                same += IsRefused(altered, original) ? 0 : 1;
            }
        }

        // Only a padding space can turn into other white space.
        Assert.InRange(same, 0, 8 * 9);
    }

    [Theory]
    [InlineData("""["a"]""", 0, "does not begin with '{'")]
    [InlineData("""{"a":1}""", 0, "not a JSON object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""", 4, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'dtype' twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"1"}}""", 0, "'k' is there twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "'k' is not a string")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'F31'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "do not hold F32 of shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "do not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "do not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "two data_offsets")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "lacks dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "inside the tensor before it")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut short")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "after the last tensor")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "valid Unicode")]
    public void A_wrong_header_is_refused_with_the_reason(string header, int dataLength, string reason)
    {
        ModelFileException error = Assert.Throws<ModelFileException>(() => ReadBytes(Compose(header, dataLength)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("m.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, error.ExitCode);
    }

    [Fact]
    public void A_header_that_is_too_long_is_refused_before_it_is_read()
    {
        byte[] file = Compose("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(file, 100_000_001);

        Assert.Contains("the format allows", AssertDamaged(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_in_invalid_UTF8_is_refused()
    {
        byte[] file = Compose("""{"?":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4);
        file[10] = 0xFF;

        Assert.Contains("UTF-8", AssertDamaged(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        Assert.Contains("is not there", Assert.Throws<ModelFileException>(() => SafeTensorsFile.Read(Target)).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<ModelFileException>(() => SafeTensorsFile.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_not_there_is_named_with_those_that_are()
    {
        ModelFileException error = Assert.Throws<ModelFileException>(() => ReadBytes(SmallFile()).Tensor("decoder.weight"));

        Assert.Contains("'decoder.weight'", error.Message, StringComparison.Ordinal);
        Assert.Contains("encoder.weight_ih_l0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_no_reader_could_tell_apart_are_not_written()
    {
        SafeTensor a = SafeTensor.FromSingle("a", [1], [1]);

        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(Target, NoMetadata, [a, a]));
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(Target, NoMetadata, [SafeTensor.FromSingle("__metadata__", [1], [1])]));
        Assert.ThrowsAny<ArgumentException>(() => SafeTensorsFile.Write(Target, new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "\ud800" }, [a]));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void A_tensor_whose_shape_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SafeTensor.FromSingle("a", [3], [1, 2]));
        Assert.Throws<ArgumentException>(() => new SafeTensor("a", "F8", [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => SafeTensor.FromSingle("a", [1], [1]).CopyTo(new float[2]));
    }

    private static bool IsRefused(byte[] altered, SafeTensorsFile original)
    {
        SafeTensorsFile file;
        try
        {
            file = ReadBytes(altered);
        }
        catch (ModelFileException)
        {
            return true;
        }

        Assert.Equal(original.Metadata.OrderBy(m => m.Key), file.Metadata.OrderBy(m => m.Key));
        Assert.Equal(Describe(original), Describe(file));
        return false;
    }

    [Fact]
    public void Numbers_in_double_come_back_to_the_last_bit_and_narrow_ones_exactly()
    {
        double[] values = [Math.PI, -0.0, double.Epsilon, 1e300, double.NaN];
        SafeTensorsFile.Write(Target, new Dictionary<string, string>(StringComparer.Ordinal), [SafeTensor.FromDouble("d", [5], values), SafeTensor.FromSingle("s", [1], [0.1f])]);
        SafeTensorsFile file = SafeTensorsFile.Read(Target);
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), file.Tensor("d").ToDouble().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([0.1f], file.Tensor("s").ToDouble());
        Assert.Equal("F64", file.Tensor("d").Dtype);
    }

    private static IEnumerable<string> Describe(SafeTensorsFile file) => file.Tensors.Values
        .Select(t => $"{t.Name} {t.Dtype} {JsonSerializer.Serialize(t.Shape)} {Convert.ToHexString(t.Bytes.Span)}").Order(StringComparer.Ordinal);

    private static ModelFileException AssertDamaged(byte[] file) => Assert.Throws<ModelFileException>(() => ReadBytes(file));

    private static SafeTensorsFile ReadBytes(byte[] bytes) => SafeTensorsFile.Read("m.safetensors", new MemoryStream(bytes));

    private static byte[] Compose(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    private byte[] SmallFile()
    {
        SafeTensorsFile.Write(
            Target,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["recipe"] = "{\"task\":1}", ["vocabulary"] = "äb c" },
            [SafeTensor.FromSingle("encoder.weight_ih_l0", [2, 1], [1, -2]), new SafeTensor("n", "U8", [3], new byte[] { 32, 9, 10 }), SafeTensor.FromSingle("e", [0], [])]);
        return File.ReadAllBytes(Target);
    }
}
