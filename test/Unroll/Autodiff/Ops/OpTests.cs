using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

/// <summary>Values and gradients of every operation against plain functions in double and their finite differences.</summary>
public sealed class OpTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Names => [.. OpCases.All.Select(c => c.Name)];

    [Fact]
    public void Every_operation_of_the_library_is_among_the_cases()
    {
        IEnumerable<string> known = OpCases.All.Select(c => c.Op).Append(typeof(Dropout)).Append(typeof(LockedDropout)).Append(typeof(RecurrentLayer<>))
            .Append(typeof(ProjectedCrossEntropy)).Append(typeof(SampledCrossEntropy)).Select(t => t.Name).Distinct();
        IEnumerable<string> all = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Equal(all.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_loss_of_items_of_the_library_is_among_the_cases()
    {
        IEnumerable<Type> known = OpCases.All.Select(c => c.Op).Where(t => t.IsGenericType).SelectMany(t => t.GetGenericArguments()).Distinct();
        Assert.Empty(typeof(IItemLoss).Assembly.GetTypes().Where(t => t.IsValueType && t.IsAssignableTo(typeof(IItemLoss))).Except(known));
    }

    [Fact]
    public void No_two_cases_have_one_name() => Assert.Equal(OpCases.All.Count, OpCases.All.Select(c => c.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_the_plain_function_whether_or_not_gradients_are_wanted(string name)
    {
        OpCase op = Find(name);
        Tape tape = Recording();
        Tensor y = op.Apply(tape, op.Tensors(_ => true));
        Numbers.AssertValues(name, y.Values, op.Reference(op.Values()), 1e-5);

        Tape silent = new();
        silent.Begin();
        Tensor z = op.Apply(silent, op.Tensors(_ => false));
        Assert.True(Numbers.SameBits(y.Values, z.Values));
        Assert.False(z.HasGradient);
        Assert.Empty(silent.Ops);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_added_to_what_is_there_and_equal_finite_differences(string name)
    {
        OpCase op = Find(name);
        Tape tape = Recording();
        Tensor[] inputs = op.Tensors(_ => true);
        Tensor y = op.Apply(tape, inputs);
        double[] dy = SetGradient(y, seed: 31);
        tape.RunBackward();
        for (int i = 0; i < inputs.Length; i++)
        {
            GradientCheck.AssertClose($"{name}, input {i}", Added(inputs[i]), Numeric(op, i, dy), Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_uses_of_the_same_inputs_add_both_gradients(string name)
    {
        OpCase op = Find(name);
        Tape tape = Recording();
        Tensor[] inputs = op.Tensors(_ => true);
        Tensor first = op.Apply(tape, inputs), second = op.Apply(tape, inputs);
        double[] d1 = SetGradient(first, seed: 32), d2 = SetGradient(second, seed: 33), sum = [.. d1.Zip(d2, (a, b) => a + b)];
        tape.RunBackward();
        for (int i = 0; i < inputs.Length; i++)
        {
            GradientCheck.AssertClose($"{name}, input {i}", Added(inputs[i]), Numeric(op, i, sum), Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_input_without_gradient_is_left_alone_and_the_others_get_theirs(string name)
    {
        OpCase op = Find(name);
        for (int without = 0; without < op.Inputs.Length; without++)
        {
            Tape tape = Recording();
            Tensor[] inputs = op.Tensors(i => i != without);
            double[] dy = SetGradient(op.Apply(tape, inputs), seed: 34);
            tape.RunBackward();
            for (int i = 0; i < inputs.Length; i++)
            {
                if (i != without)
                {
                    GradientCheck.AssertClose($"{name}, input {i}", Added(inputs[i]), Numeric(op, i, dy), Tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inputs_keep_their_values(string name)
    {
        OpCase op = Find(name);
        Tape tape = Recording();
        Tensor[] inputs = op.Tensors(_ => true);
        SetGradient(op.Apply(tape, inputs), seed: 35);
        tape.RunBackward();
        Assert.All(inputs.Zip(op.Values()), pair => Assert.True(Numbers.SameBits(pair.First.Values, Numbers.ToSingle(pair.Second))));
    }

    [Fact]
    public void One_tensor_in_both_places_gets_both_gradients()
    {
        Tape tape = Recording();
        Tensor x = OpCase.OnTensor([2, 3], new Shape(2), hasGradient: true);
        Tensor y = Multiply.Apply(tape, x, Add.Apply(tape, x, x));
        SetGradient(y, [1, 10]);
        tape.RunBackward();

        // y = 2 x², dy/dx = 4 x
        GradientCheck.AssertClose("2x²", Added(x), [8, 120], 1e-6);
    }

    private static OpCase Find(string name) => OpCases.All.First(c => c.Name == name);

    private static Tape Recording()
    {
        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), new CounterRandom(41), training: true);
        return tape;
    }

    private static double[] SetGradient(Tensor y, ulong seed) => SetGradient(y, Numbers.Uniform(seed, y.Shape.Length));

    private static double[] SetGradient(Tensor y, double[] dy)
    {
        Numbers.ToSingle(dy).CopyTo(y.Gradient);
        return dy;
    }

    private static double[] Added(Tensor x) => [.. Numbers.ToDouble(x.Gradient).Zip(OpCase.GradientBefore(x.Shape.Length), (after, before) => after - before)];

    private static double[] Numeric(OpCase op, int input, double[] dy)
    {
        double[][] values = op.Values();
        return GradientCheck.Numeric(_ => Numbers.Dot(dy, op.Reference(values)), values[input]);
    }
}
