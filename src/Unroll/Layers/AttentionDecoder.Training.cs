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
        if (batch < 1 || inputs.IsEmpty || inputs.Length % batch != 0)
        {
            throw new ArgumentException($"Decoder '{_name}': got {inputs.Length} tokens for a batch of {batch}, expected time × batch, at least one step.", nameof(inputs));
        }

        int time = inputs.Length / batch;
        bool sampled = sampling.Check(_name) && tape.Training;
        if (_options.InputFeeding || sampled)
        {
            return StepByStep(tape, inputs, time, batch, memory, initial, sampled ? sampling : default);
        }

        Tensor h = _recurrent.Forward(tape, _embedding.Forward(tape, inputs, time, batch), initial);
        DecoderStep all = Look(tape, h, memory);
        return new DecoderPass(Logits(tape, all.Attentional), all.Weights, inputs);
    }

    private DecoderPass StepByStep(
        Tape tape, ReadOnlyMemory<int> inputs, int time, int batch, in AttentionMemory memory, Tensor initial, ScheduledSampling sampling)
    {
        bool sampled = sampling.Probability > 0;
        Shape step = new(1, batch, _attentionalSize), predicted = new(1, batch, _options.Vocabulary), looked = new(1, batch, memory.Steps);
        Tensor attentional = sampled ? default : tape.Result(new Shape(time, batch, _attentionalSize));
        Tensor logits = sampled ? tape.Result(new Shape(time, batch, _options.Vocabulary)) : default;
        Tensor weights = tape.Arena.Take(new Shape(time, batch, memory.Steps), gradient: false);
        Memory<int> fed = sampled ? tape.Arena.TakeIntegers(inputs.Length) : default;
        ReadOnlyMemory<int> tokens = sampled ? fed : inputs;
        CounterRandom random = sampled ? tape.NextRandom() : default;
        inputs[..fed.Length].CopyTo(fed);
        DecoderState state = new(initial);
        for (int t = 0; t < time; t++)
        {
            Tensor after = tape.Result(StateShape(batch));
            DecoderStep now = Step(tape, tokens.Slice(t * batch, batch), state, memory, after);
            now.Weights.Values.CopyTo(weights.Part(t * looked.Length, looked).Values);
            state = new DecoderState(after, now.Attentional);
            if (!sampled)
            {
                CopyState.Apply(tape, now.Attentional, attentional.Part(t * step.Length, step));
                continue;
            }

            Tensor prediction = Logits(tape, now.Attentional);
            CopyState.Apply(tape, prediction, logits.Part(t * predicted.Length, predicted));
            if (t < time - 1)
            {
                sampling.Choose(prediction.Values, _options.Vocabulary, ref random, fed.Span.Slice((t + 1) * batch, batch));
            }
        }

        return new DecoderPass(sampled ? logits : Logits(tape, attentional), weights, tokens);
    }
}

/// <summary>What a decoder gave for a whole sequence.</summary>
/// <param name="Logits">[T, B, V].</param>
/// <param name="Weights">The weights of attention [T, B, S], for inspection.</param>
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
