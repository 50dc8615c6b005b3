using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Softmax cross-entropy over a large vocabulary, for training: the sum under the fraction runs over a sample of the classes. The most
/// frequent classes and all targets of the batch are in it for certain; the rest is drawn anew each time, evenly and without repetition,
/// and counts for all that were not drawn.
/// </summary>
/// <remarks>
/// loss = w Σ_n (ln Σ_{c ∈ C} e^{x_c + k_c} − x_target),   k_c = 0 for certain classes, ln((V − |certain|) / |drawn|) for drawn ones.
/// <para>Given the batch, Σ_C e^{x + k} is an unbiased estimate of Σ_V e^x. It is importance sampling as in Bengio and Senécal (2003) and
/// Jean et al. (2015), with the frequent classes, where most of the sum lies, taken out of the lottery.</para>
/// <para>The gradients are made during the forward pass, so the loss must be what the tape's backward pass starts from.</para>
/// </remarks>
public sealed class SampledCrossEntropy : Op
{
    private int[] _place = [], _classes = [], _targets = [];
    private PackedMatrix? _forward, _backward;
    private Tensor _x, _dx, _loss;
    private int _certain;

    /// <summary>The loss of a batch of predictions, and its gradient.</summary>
    /// <param name="tape">The tape, recording.</param>
    /// <param name="x">[…, I].</param>
    /// <param name="output">The output layer: W [V, I] and b [V]. Classes are numbered from frequent to rare.</param>
    /// <param name="targets">One class number in 0 … V − 1 a row.</param>
    /// <param name="scale">w: 1 / N for the mean over N rows.</param>
    /// <param name="frequent">How many of the first classes are always in the sample.</param>
    /// <param name="drawn">How many are drawn, at least; the targets that the frequent ones hold already leave room for more.</param>
    /// <returns>A single number, in nats: an estimate of the cross-entropy.</returns>
    public static Tensor Apply(Tape tape, Tensor x, Layers.Linear output, ReadOnlyMemory<int> targets, float scale, int frequent, int drawn)
    {
        Tensor weight = output.Weight.On(tape), bias = output.Bias?.On(tape) ?? default;
        int total = weight.Shape[0], inputs = weight.Shape[1], rows = x.Shape.Length / inputs;
        if (x.Shape.Last != inputs || targets.Length != rows)
        {
            throw new ArgumentException($"Cross-entropy: input is {x.Shape} with {targets.Length} targets, expected […, {inputs}] because the output weight is {weight.Shape}, and one target a row.");
        }

        int size = frequent + rows + drawn;
        if (!tape.Recording || frequent < 0 || drawn < 1 || size > total)
        {
            throw new ArgumentException($"Cross-entropy on a sample: {frequent} frequent classes, {rows} targets and {drawn} drawn ones make {size} of {total} classes, expected at most all of them, while recording. Use ProjectedCrossEntropy otherwise.");
        }

        SampledCrossEntropy op = tape.Record<SampledCrossEntropy>();
        op.ChooseClasses(total, size, frequent, targets.Span, tape.NextRandom());
        op._x = x;
        op._dx = tape.Arena.Take(x.Shape, gradient: false);
        op._loss = tape.Result(new Shape());
        op.Run(tape, weight, bias, scale);
        return op._loss;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_loss.Gradient[0] != 1)
        {
            throw new InvalidOperationException("The sampled cross-entropy must be the loss itself: its gradients are made during the forward pass.");
        }

        Operands.Accumulate(_x, _dx.Values);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) =>
        gradient ? Operands.FirstNonFinite(_dx.Values) < 0 ? null : "the gradient of the output layer" : float.IsFinite(_loss.Values[0]) ? null : "the output layer";

    /// <summary>Fills the sample: frequent classes, targets, then draws until it is full. Targets are renumbered to places in the sample.</summary>
    private void ChooseClasses(int total, int size, int frequent, ReadOnlySpan<int> targets, CounterRandom random)
    {
        // Before any place is given: a failure half-way would leave places that the next sample takes for its own.
        foreach (int target in targets)
        {
            if ((uint)target >= (uint)total)
            {
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Cross-entropy: a target is {target}, expected 0 to {total - 1}.");
            }
        }

        if (_place.Length != total)
        {
            _place = new int[total];
            Array.Fill(_place, -1);
        }

        if (_classes.Length != size || _targets.Length != targets.Length)
        {
            (_classes, _targets) = (new int[size], new int[targets.Length]);
        }

        int count = 0;
        for (int c = 0; c < frequent; c++)
        {
            Add(c);
        }

        for (int i = 0; i < targets.Length; i++)
        {
            if (_place[targets[i]] < 0)
            {
                Add(targets[i]);
            }

            _targets[i] = _place[targets[i]];
        }

        _certain = count;
        while (count < size)
        {
            int c = random.NextInt32(total);
            if (_place[c] < 0)
            {
                Add(c);
            }
        }

        foreach (int c in _classes)
        {
            _place[c] = -1;
        }

        void Add(int c)
        {
            _place[c] = count;
            _classes[count++] = c;
        }
    }

    private void Run(Tape tape, Tensor weight, Tensor bias, float scale)
    {
        int size = _classes.Length, inputs = weight.Shape[1], rows = _targets.Length;
        Scratch sampled = tape.Arena.TakeScratch(size * inputs), gradient = tape.Arena.TakeScratch(size * inputs);
        Scratch shift = tape.Arena.TakeScratch(size), dBias = tape.Arena.TakeScratch(size);
        GatherAndPack(weight, bias, sampled.Span, shift.Span);
        gradient.Span.Clear();
        dBias.Span.Clear();

        int parts = ProjectedCrossEntropy.Parts(rows, size);
        Scratch logits = tape.Arena.TakeScratch(((rows + parts - 1) / parts) * size);
        double sum = 0;
        for (int part = 0; part < parts; part++)
        {
            int first = (int)((long)rows * part / parts), count = (int)((long)rows * (part + 1) / parts) - first;
            Span<float> block = logits.Slice(0, count * size);
            ReadOnlySpan<float> input = _x.Values.Slice(first * inputs, count * inputs);
            for (int i = 0; i < count; i++)
            {
                shift.Span.CopyTo(block[(i * size)..]);
            }

            Gemm.Multiply(input, inputs, count, _forward!, block, size, accumulate: true);
            for (int i = 0; i < count; i++)
            {
                // A target is a certain class, so its logit carries no correction.
                sum += ProjectedCrossEntropy.Softmax(block.Slice(i * size, size), _targets[first + i], scale);
            }

            Gemm.Multiply(block, size, count, _backward!, _dx.Values.Slice(first * inputs, count * inputs), inputs, accumulate: false);
            Gemm.AddTransposed(block, size, input, inputs, count, size, inputs, gradient.Span, inputs);
            Operands.AddRows(block, size, count, dBias.Span);
        }

        _loss.Values[0] = (float)(sum * scale);
        Scatter(weight, bias, gradient.Span, dBias.Span);
    }

    private void GatherAndPack(Tensor weight, Tensor bias, Span<float> sampled, Span<float> shift)
    {
        int size = _classes.Length, inputs = weight.Shape[1];
        float correction = MathF.Log((float)(weight.Shape[0] - _certain) / (size - _certain));
        ReadOnlySpan<float> rows = weight.Values;
        for (int i = 0; i < size; i++)
        {
            rows.Slice(_classes[i] * inputs, inputs).CopyTo(sampled[(i * inputs)..]);
            shift[i] = (bias.Exists ? bias.Values[_classes[i]] : 0) + (i < _certain ? 0 : correction);
        }

        if (_forward is null || _forward.K != inputs || _forward.N != size)
        {
            (_forward, _backward) = (new PackedMatrix(inputs, size), new PackedMatrix(size, inputs));
        }

        _forward.PackTransposed(sampled);
        _backward!.Pack(sampled);
    }

    private void Scatter(Tensor weight, Tensor bias, ReadOnlySpan<float> gradient, ReadOnlySpan<float> dBias)
    {
        int inputs = weight.Shape[1];
        for (int i = 0; i < _classes.Length; i++)
        {
            Span<float> row = weight.Gradient.Slice(_classes[i] * inputs, inputs);
            TensorPrimitives.Add(row, gradient.Slice(i * inputs, inputs), row);
            if (bias.Exists)
            {
                bias.Gradient[_classes[i]] += dBias[i];
            }
        }
    }
}
