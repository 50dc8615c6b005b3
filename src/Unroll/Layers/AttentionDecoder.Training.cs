using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

public sealed partial class AttentionDecoder
{
    /// <summary>Decodes given tokens: teacher forcing, or scheduled sampling while training.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="inputs">T · B tokens, time by time: the start token, then the true token before each step; not changed before the backward pass.</param>
    /// <param name="batch">B.</param>
    /// <param name="memory">What is attended to.</param>
    /// <param name="initial">The first recurrent state [L, S, B, H], or the default value for zeros.</param>
    /// <param name="sampling">How often the model is fed its own prediction; only while training.</param>
    /// <returns>Logits and weights of all steps.</returns>
    /// <exception cref="ArgumentException">The number of tokens is no multiple of the batch, or shapes do not fit.</exception>
    public DecoderPass Forward(
        Tape tape, ReadOnlyMemory<int> inputs, int batch, in AttentionMemory memory, Tensor initial = default, ScheduledSampling sampling = default)
    {
        int time = StepsOf(inputs, batch);
        bool sampled = sampling.Check(_name) && tape.Training;
        if (_options.InputFeeding || sampled)
        {
            return StepByStep(tape, inputs, time, batch, memory, initial, sampled ? sampling : default);
        }

        Tensor h = _recurrent.Forward(tape, Embed(tape, inputs, time, batch), initial);
        DecoderStep all = Look(tape, h, memory);
        return new DecoderPass(Logits(tape, all.Attentional), all.Weights, inputs);
    }

    /// <summary>
    /// The attentional vectors of given tokens, teacher forcing, of the steps that rows have: what stands behind the end of a row is left out, so
    /// that the large output layer reads nothing in vain.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="inputs">T · B tokens, time by time: the start token, then the true token before each step; not changed before the backward pass.</param>
    /// <param name="lengths">Steps of each of the B rows, 0 to T; not changed before the backward pass.</param>
    /// <param name="memory">What is attended to.</param>
    /// <param name="initial">The first recurrent state [L, S, B, H], or the default value for zeros.</param>
    /// <returns>h̃ [N, A], where N is the sum of the lengths: all rows of the first step, then those of the second that have one, and so on.</returns>
    /// <exception cref="ArgumentException">The number of tokens is no multiple of the batch, or shapes do not fit.</exception>
    public Tensor Attentional(Tape tape, ReadOnlyMemory<int> inputs, ReadOnlyMemory<int> lengths, in AttentionMemory memory, Tensor initial = default)
    {
        int batch = lengths.Length, time = StepsOf(inputs, batch);
        int[] map = [.. Enumerable.Range(0, inputs.Length).Where(i => i / batch < lengths.Span[i % batch])];
        if (_options.InputFeeding)
        {
            return GatherRows.Apply(tape, FeedBack(tape, inputs, time, batch, memory, initial).Attentional, map, new Shape(map.Length, _attentionalSize));
        }

        Tensor h = _recurrent.Forward(tape, Embed(tape, inputs, time, batch), initial, lengths: lengths);
        Tensor both = Read(tape, h, memory).Both;
        return Combine(tape, GatherRows.Apply(tape, both, map, new Shape(map.Length, both.Shape.Last)));
    }

    private int StepsOf(ReadOnlyMemory<int> inputs, int batch) => batch < 1 || inputs.IsEmpty || inputs.Length % batch != 0
        ? throw new ArgumentException($"Decoder '{_name}': got {inputs.Length} tokens for a batch of {batch}, expected time × batch, at least one step.", nameof(inputs))
        : inputs.Length / batch;

    private DecoderPass StepByStep(
        Tape tape, ReadOnlyMemory<int> inputs, int time, int batch, in AttentionMemory memory, Tensor initial, ScheduledSampling sampling)
    {
        if (sampling.Probability > 0)
        {
            return Sampled(tape, inputs, time, batch, memory, initial, sampling);
        }

        DecoderStep all = FeedBack(tape, inputs, time, batch, memory, initial);
        return new DecoderPass(Logits(tape, all.Attentional), all.Weights, inputs);
    }

    /// <summary>A step after the other, each with the attentional vector of the one before.</summary>
    private DecoderStep FeedBack(Tape tape, ReadOnlyMemory<int> inputs, int time, int batch, in AttentionMemory memory, Tensor initial)
    {
        Shape step = new(1, batch, _attentionalSize);
        Tensor attentional = tape.Result(new Shape(time, batch, _attentionalSize)), weights = WeightsOf(tape, time, batch, memory);
        DecoderState state = new(initial);
        for (int t = 0; t < time; t++)
        {
            Tensor after = tape.Result(StateShape(batch));
            DecoderStep now = Step(tape, inputs.Slice(t * batch, batch), state, memory, after);
            Keep(now.Weights, weights, t);
            state = new DecoderState(after, now.Attentional);
            CopyState.Apply(tape, now.Attentional, attentional.Part(t * step.Length, step));
        }

        return new DecoderStep(attentional, weights);
    }

    private DecoderPass Sampled(
        Tape tape, ReadOnlyMemory<int> inputs, int time, int batch, in AttentionMemory memory, Tensor initial, ScheduledSampling sampling)
    {
        Shape predicted = new(1, batch, _options.Vocabulary);
        Tensor logits = tape.Result(new Shape(time, batch, _options.Vocabulary)), weights = WeightsOf(tape, time, batch, memory);
        Memory<int> fed = tape.Arena.TakeIntegers(inputs.Length);
        CounterRandom random = tape.NextRandom();
        inputs.CopyTo(fed);
        DecoderState state = new(initial);
        for (int t = 0; t < time; t++)
        {
            Tensor after = tape.Result(StateShape(batch));
            DecoderStep now = Step(tape, fed.Slice(t * batch, batch), state, memory, after);
            Keep(now.Weights, weights, t);
            state = new DecoderState(after, now.Attentional);
            Tensor prediction = Logits(tape, now.Attentional);
            CopyState.Apply(tape, prediction, logits.Part(t * predicted.Length, predicted));
            if (t < time - 1)
            {
                sampling.Choose(prediction.Values, _options.Vocabulary, ref random, fed.Span.Slice((t + 1) * batch, batch));
            }
        }

        return new DecoderPass(logits, weights, fed);
    }

    private Tensor WeightsOf(Tape tape, int time, int batch, in AttentionMemory memory) =>
        _attention is null ? default : tape.Arena.Take(new Shape(time, batch, memory.Steps), gradient: false);

    private static void Keep(Tensor weights, Tensor all, int step)
    {
        if (weights.Exists)
        {
            weights.Values.CopyTo(all.Part(step * weights.Shape.Length, weights.Shape).Values);
        }
    }
}

/// <summary>What a decoder gave for a whole sequence.</summary>
/// <param name="Logits">[T, B, V].</param>
/// <param name="Weights">The weights of attention [T, B, S], for inspection; none without attention.</param>
/// <param name="Inputs">The T · B tokens that were fed, the model's own among them where sampling was scheduled.</param>
public readonly record struct DecoderPass(Tensor Logits, Tensor Weights, ReadOnlyMemory<int> Inputs);

/// <summary>
/// Feeds the decoder its own prediction instead of the true token now and then, so that it learns to go on after a mistake (Bengio et al. 2015).
/// No gradient flows through the choice.
/// </summary>
/// <param name="Probability">Of feeding the prediction, for each row and step, in [0, 1]: 1 − ε of the paper.</param>
/// <param name="Draw">Whether the prediction is drawn from the model's distribution; else it is the likeliest token.</param>
public readonly record struct ScheduledSampling(float Probability, bool Draw = false)
{
    internal bool Check(string name) => Probability is >= 0 and <= 1
        ? Probability > 0
        : throw new ArgumentOutOfRangeException(nameof(Probability), Probability, $"Decoder '{name}': the probability of scheduled sampling lies in [0, 1].");

    /// <summary>Replaces true tokens by predictions.</summary>
    internal void Choose(ReadOnlySpan<float> logits, int vocabulary, ref CounterRandom random, Span<int> tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            // Two numbers a row, used or not, so that the choice for one row does not depend on the others'.
            (float chance, float at) = (random.NextSingle(), random.NextSingle());
            if (chance < Probability)
            {
                ReadOnlySpan<float> row = logits.Slice(i * vocabulary, vocabulary);
                tokens[i] = Draw ? DrawFrom(row, at) : TensorPrimitives.IndexOfMax(row);
            }
        }
    }

    private static int DrawFrom(ReadOnlySpan<float> logits, float at)
    {
        float max = TensorPrimitives.Max(logits);
        double total = 0;
        foreach (float x in logits)
        {
            total += Math.Exp(x - max);
        }

        double left = at * total;
        for (int i = 0; i < logits.Length - 1; i++)
        {
            left -= Math.Exp(logits[i] - max);
            if (left < 0)
            {
                return i;
            }
        }

        return logits.Length - 1;
    }
}
