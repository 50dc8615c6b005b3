using System.Runtime.InteropServices;

namespace Unroll.Data.Audio;

/// <summary>
/// The features of a sound that is still going on, frame by frame as soon as nothing still to come can change them: the same bits as
/// <see cref="AudioFrontEnd.Extract"/> makes of all of it.
/// </summary>
public sealed class AudioStream
{
    private readonly AudioFeatures _options;
    private readonly AudioFrontEnd _frontEnd;
    private readonly AudioFrontEnd.FrameMemory _memory;
    private readonly ResamplerStream? _resampler;
    private readonly DeltaStream[] _deltas;
    private readonly List<double> _x = [];
    private long _samples, _frames, _dropped;
    private float _before;

    /// <summary>Begins a sound.</summary>
    /// <param name="options">What its frames become.</param>
    /// <param name="sampleRate">Its samples a second; resampled where it is not that of the options.</param>
    /// <exception cref="DataException">The options need the end of the sound for its beginning, or do not fit together.</exception>
    public AudioStream(AudioFeatures options, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (options.SubtractMean)
        {
            throw new DataException("Audio features: the mean over a sound is subtracted from it, which only its end tells; expected features without, because the sound is read as it comes. Read whole files, or train without subtractMean.");
        }

        _options = options;
        _frontEnd = new AudioFrontEnd(options);
        _memory = new AudioFrontEnd.FrameMemory(_frontEnd);
        _resampler = sampleRate == options.SampleRate ? null : new ResamplerStream(sampleRate, options.SampleRate);
        _deltas = [.. Enumerable.Range(0, options.Deltas).Select(order => new DeltaStream(order * _frontEnd.Features, _frontEnd.Features))];
        Delay = (double)(_frontEnd.WindowLength + (Deltas.Reach * options.Deltas * _frontEnd.Hop)) / options.SampleRate
            + (_resampler is null ? 0 : (double)Resampler.Half(sampleRate, options.SampleRate) / sampleRate);
    }

    /// <summary>Seconds from the beginning of a frame until it is known: its window, the frames that its slopes need, and what resampling needs.</summary>
    public double Delay { get; }

    /// <summary>Takes samples and gives the frames that they complete.</summary>
    /// <param name="samples">Any number of samples in [-1, 1].</param>
    /// <returns>Frames of <see cref="AudioFeatures.Channels"/> numbers; often none.</returns>
    public IReadOnlyList<float[]> Push(ReadOnlySpan<float> samples)
    {
        Take(_resampler is null ? samples : _resampler.Push(samples));
        List<float[]> frames = [];
        while ((_frames * _frontEnd.Hop) + _frontEnd.WindowLength <= _samples)
        {
            AddFrame(frames);
        }

        return frames;
    }

    /// <summary>The frames at the end of the sound, which silence completes.</summary>
    /// <returns>The rest; with those before at least one, unless there was no sample.</returns>
    public IReadOnlyList<float[]> Finish()
    {
        Take(_resampler is null ? [] : _resampler.Finish());
        List<float[]> frames = [];
        long count = _samples == 0 ? 0 : 1 + ((Math.Max(0, _samples - _frontEnd.WindowLength) + _frontEnd.Hop - 1) / _frontEnd.Hop);
        while (_frames < count)
        {
            AddFrame(frames);
        }

        for (int order = 0; order < _deltas.Length; order++)
        {
            foreach (float[] frame in _deltas[order].Finish())
            {
                Through(order + 1, frame, frames);
            }
        }

        return frames;
    }

    private void Take(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            _x.Add(sample - (_options.PreEmphasis * (_samples == 0 ? sample : _before)));
            _before = sample;
            _samples++;
        }
    }

    private void AddFrame(List<float[]> frames)
    {
        float[] frame = new float[_options.Channels];
        int start = (int)((_frames * _frontEnd.Hop) - _dropped);
        _frontEnd.Frame(CollectionsMarshal.AsSpan(_x)[Math.Min(start, _x.Count)..], _memory, frame.AsSpan(0, _frontEnd.Features));
        _frames++;
        Through(0, frame, frames);

        // Only now and then, so that little is moved.
        int done = (int)Math.Min((_frames * _frontEnd.Hop) - _dropped, _x.Count);
        if (done > 4 * _frontEnd.WindowLength)
        {
            _x.RemoveRange(0, done);
            _dropped += done;
        }
    }

    private void Through(int order, float[] frame, List<float[]> frames)
    {
        if (order == _deltas.Length)
        {
            frames.Add(frame);
        }
        else if (_deltas[order].Push(frame) is { } ready)
        {
            Through(order + 1, ready, frames);
        }
    }
}
