using Unroll.Autodiff;
using Unroll.Data.Audio;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Tasks.Transcribe;

/// <summary>A sound that is transcribed as it comes: the same text, with the same times, as of the whole.</summary>
public sealed class TranscriptStream
{
    private readonly TranscribeEncoding _encoding;
    private readonly TranscribeNetwork _network;
    private readonly AudioStream _audio;
    private readonly Session _layers;
    private readonly Tape _tape = new();
    private readonly AlignedBuffer _hidden;
    private readonly CtcBeamStream _search;
    private readonly List<float> _step = [];
    private readonly List<float[]> _posteriors = [];
    private readonly List<TranscribedSymbol> _symbols = [];
    private float[] _lastFrame = [];
    private int _steps;

    internal TranscriptStream(TranscribeFile file, int sampleRate, int? beam)
    {
        (_encoding, _network) = (file.Encoding, file.Network);
        _audio = new AudioStream(_encoding.Audio!, sampleRate);
        _layers = new Session(_network.Recurrent);
        _hidden = new AlignedBuffer(_network.Recurrent.OutputSize);
        _search = file.Search.Begin(_encoding.Symbols.Classes, beam);
        Delay = DelayOf(_encoding, sampleRate);
    }

    /// <summary>Seconds from the beginning of a step until it has been read: its frames, their window, and what slopes and resampling look ahead.</summary>
    public double Delay { get; }

    /// <summary>Seconds of a step.</summary>
    public double StepSeconds => SecondsOf(_encoding, 1);

    /// <summary>The text so far: what is sure.</summary>
    public string Text => _encoding.Symbols.Text(_symbols.Select(s => s.Id));

    /// <summary>Takes samples and gives the symbols that they make sure.</summary>
    /// <param name="samples">Any number of samples in [-1, 1].</param>
    /// <returns>Symbols that nothing still to come can change; often none.</returns>
    public IReadOnlyList<TranscribedSymbol> Push(ReadOnlySpan<float> samples) => Take(_audio.Push(samples));

    /// <summary>The symbols at the end of the sound.</summary>
    /// <returns>The rest.</returns>
    public IReadOnlyList<TranscribedSymbol> Finish()
    {
        List<TranscribedSymbol> symbols = [.. Take(_audio.Finish())];
        if (_step.Count > 0)
        {
            while (_step.Count < _encoding.Channels)
            {
                _step.AddRange(_lastFrame);
            }

            symbols.AddRange(Step());
        }

        CtcHypothesis best = _search.Result()[0];
        for (int i = _symbols.Count; i < best.Labels.Count; i++)
        {
            symbols.Add(Of(best.Labels[i], best.Steps[i]));
        }

        return symbols;
    }

    internal static double SecondsOf(TranscribeEncoding encoding, int step) => step * encoding.Stack * encoding.Audio!.HopMs / 1000;

    internal static double DelayOf(TranscribeEncoding encoding, int sampleRate) =>
        new AudioStream(encoding.Audio!, sampleRate).Delay + ((encoding.Stack - 1) * encoding.Audio!.HopMs / 1000);

    private List<TranscribedSymbol> Take(IReadOnlyList<float[]> frames)
    {
        List<TranscribedSymbol> symbols = [];
        foreach (float[] frame in frames)
        {
            _encoding.Scaling.Apply(frame);
            _lastFrame = frame;
            _step.AddRange(frame);
            if (_step.Count == _encoding.Channels)
            {
                symbols.AddRange(Step());
            }
        }

        return symbols;
    }

    private List<TranscribedSymbol> Step()
    {
        _layers.Step([.. _step]).CopyTo(_hidden.Span);
        _step.Clear();
        _tape.Begin();
        float[] p = [.. _network.Output(_tape, new Tensor(new Shape(1, 1, _hidden.Length), _hidden)).Values];
        LogProbabilities.Normalize(p, p.Length);
        _posteriors.Add(p);
        _steps++;
        return [.. _search.Advance(p).Select(s => Of(s.Label, s.Step))];
    }

    private TranscribedSymbol Of(int label, int step)
    {
        TranscribedSymbol symbol = new(_encoding.Symbols.Name(label), SecondsOf(_encoding, step), Math.Exp(_posteriors[step][label])) { Id = label, Heard = SecondsOf(_encoding, _steps) };
        _symbols.Add(symbol);
        return symbol;
    }
}
