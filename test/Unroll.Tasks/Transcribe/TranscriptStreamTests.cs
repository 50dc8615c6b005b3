using Unroll.Data.Audio;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Transcribe;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Transcribe;

public sealed class TranscriptStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TranscriptStreamTests() => TinyRecordings.WriteTones(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data.deltas=0")]
    [InlineData("data.deltas=1", "data.stack=3", "model.layers=2", "model.cell=lstm")]
    [InlineData("data.features=mfcc", "data.deltas=2", "data.stack=1", "data.sampleRate=6000")]
    public void A_sound_in_pieces_gives_the_text_the_times_and_the_bits_of_the_whole(params string[] overrides)
    {
        ITranscribeModel model = Train([.. overrides, "train.epochs=8"]);
        int symbols = 0;
        foreach (int seed in (ReadOnlySpan<int>)[1, 2, 3])
        {
            float[] sound = [.. Enumerable.Range(0, 5).SelectMany(i => (float[])[.. TinyRecordings.Tone((i + seed) % 3, 1, 800), .. new float[600 + (91 * seed)]])];
            string path = TinyRecordings.WriteWav(_folder, $"whole-{seed}.wav", sound);
            float[] read = WavFile.Read(path).Samples;
            Transcript whole = Assert.Single(model.Transcribe(path));
            TranscriptStream stream = model.Begin(TinyRecordings.Rate);
            List<TranscribedSymbol> found = [];
            for (int at = 0, size; at < read.Length; at += size)
            {
                size = Math.Min(read.Length - at, 37 * seed * ((at % 5) + 1));
                found.AddRange(stream.Push(read.AsSpan(at, size)));
                Assert.Equal(stream.Text, string.Concat(found.Select(s => s.Symbol)));
            }

            found.AddRange(stream.Finish());
            Assert.Equal(whole.Text, stream.Text);
            Assert.Equal(whole.Symbols, found.Select(s => s with { Heard = 0 }));
            Assert.All(found, s => Assert.True(s.Heard >= s.At));
            symbols += found.Count;
        }

        Assert.True(symbols > 0);
    }

    [Fact]
    public void Symbols_are_sure_before_the_sound_has_ended()
    {
        ITranscribeModel model = Train(["train.epochs=30", "decode.margin=4"]);
        TranscriptStream stream = model.Begin(TinyRecordings.Rate);
        float[] sound = [.. TinyRecordings.Tone(0, 1, 800), .. new float[1200], .. TinyRecordings.Tone(1, 1, 800), .. new float[1200], .. TinyRecordings.Tone(2, 1, 800), .. new float[4000]];
        Assert.NotEmpty(stream.Push(sound));
        Assert.Equal(0.025 + 0.010, stream.Delay, 9);
    }

    [Fact]
    public void Layers_that_read_backward_and_strokes_are_not_streamed()
    {
        Assert.Contains("in both directions", Assert.Throws<DataException>(() => Train(["model.direction=bidirectional"]).Begin(8000)).Message);
        new TranscribeTask().Train(TinyRecordings.Writings(_folder, "train.epochs=1"), new TrainSettings(_folder.File("strokes"), 1, Resume: false), static _ => { }, default);
        ITranscribeModel strokes = (ITranscribeModel)new TranscribeTask().Load(_folder.File("strokes/model.safetensors"), 1);
        Assert.False(strokes.CanStream);
        Assert.Contains("pen strokes", Assert.Throws<DataException>(() => strokes.Begin(8000)).Message);
    }

    private ITranscribeModel Train(string[] overrides)
    {
        Recipe recipe = TinyRecordings.Tones(_folder, overrides);
        new TranscribeTask().Train(recipe, new TrainSettings(_folder.File("out"), 2, Resume: false), static _ => { }, default);
        return (ITranscribeModel)new TranscribeTask().Load(_folder.File("out/model.safetensors"), 1);
    }
}
