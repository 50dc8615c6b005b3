using System.Text.Json;
using Unroll.Kernels;
using Unroll.Optimizers;
using Unroll.Tests.Fixtures;
using Xunit;

namespace Unroll.Tests.Optimizers;

public sealed class OptimizerTests
{
    private static readonly JsonElement PyTorch = PyTorchFixture.ReadJson("optimizers");

    private static readonly Dictionary<string, Func<double, Optimizer>> Variants = new(StringComparer.Ordinal)
    {
        ["sgd"] = decay => new Sgd(weightDecay: decay),
        ["sgd momentum"] = decay => new Sgd(0.9, weightDecay: decay),
        ["sgd nesterov"] = decay => new Sgd(0.9, nesterov: true, decay),
        ["rmsprop"] = decay => new RmsProp(weightDecay: decay),
        ["rmsprop momentum"] = decay => new RmsProp(momentum: 0.9, weightDecay: decay),
        ["adam"] = decay => new Adam(weightDecay: decay),
        ["adamw"] = decay => new AdamW(weightDecay: decay),
    };

    public static TheoryData<int> PyTorchCases => [.. Enumerable.Range(0, PyTorch.GetProperty("cases").GetArrayLength())];

    public static TheoryData<string> All => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(PyTorchCases))]
    public void Ten_steps_give_the_parameters_of_PyTorch(int number)
    {
        JsonElement example = PyTorch.GetProperty("cases")[number];
        Optimizer optimizer = Create(example.GetProperty("optimizer").GetString()!, example.GetProperty("options"));
        float[] parameters = Inputs("start"), gradients = Inputs("gradients");
        double[] expected = PyTorchFixture.ReadData(example.GetProperty("parameters"), isInput: false);
        int count = parameters.Length;
        optimizer.Initialize(count);
        Assert.Equal(10 * count, expected.Length);
        for (int step = 0; step < 10; step++)
        {
            float rate = PyTorch.GetProperty("learningRates")[step].GetSingle();
            optimizer.BeginStep();
            optimizer.Update(parameters, gradients.AsSpan(step * count, count), 0, count, rate);
            for (int i = 0; i < count; i++)
            {
                double right = expected[(step * count) + i];
                Assert.InRange(parameters[i], right - (2e-6 * (1 + Math.Abs(right))), right + (2e-6 * (1 + Math.Abs(right))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Any_cut_into_ranges_gives_the_same_bits(string variant)
    {
        for (int count = 0; count < 70; count++)
        {
            Run whole = new(Variants[variant](0.1), count), ragged = new(Variants[variant](0.1), count), single = new(Variants[variant](0.1), count);
            CounterRandom random = new((ulong)count);
            for (int step = 0; step < 3; step++)
            {
                whole.Step(step, static (_, left) => left);
                ragged.Step(step, (_, left) => 1 + random.NextInt32(left));
                single.Step(step, static (_, _) => 1);
            }

            Assert.Equal(whole.Bits(), ragged.Bits());
            Assert.Equal(whole.Bits(), single.Bits());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_range_exempt_from_decay_moves_as_without_decay(string variant)
    {
        Run exempt = new(Variants[variant](0.1), 21), none = new(Variants[variant](0), 21), decayed = new(Variants[variant](0.1), 21);
        exempt.Step(0, static (_, left) => left, decay: false);
        none.Step(0, static (_, left) => left);
        decayed.Step(0, static (_, left) => left);

        Assert.Equal(none.Bits(), exempt.Bits());
        Assert.NotEqual(none.Bits(), decayed.Bits());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_range_leaves_its_neighbours_alone(string variant)
    {
        Run run = new(Variants[variant](0.1), 41);
        float[] before = [.. run.Parameters];
        run.Optimizer.BeginStep();
        run.Optimizer.Update(run.Parameters, Run.Gradients(0, 41), 5, 19, 0.1f);

        Assert.Equal(before[..5], run.Parameters[..5]);
        Assert.Equal(before[24..], run.Parameters[24..]);
        Assert.All(Enumerable.Range(5, 19), i => Assert.NotEqual(before[i], run.Parameters[i]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_restored_optimizer_goes_on_with_the_same_bits(string variant)
    {
        Run straight = new(Variants[variant](0.1), 21);
        for (int step = 0; step < 5; step++)
        {
            straight.Step(step, static (_, left) => left);
        }

        Run resumed = new(Variants[variant](0.1), 21);
        straight.Parameters.CopyTo(resumed.Parameters, 0);
        for (int i = 0; i < straight.Optimizer.StateTensors; i++)
        {
            straight.Optimizer.State(i).CopyTo(resumed.Optimizer.State(i));
        }

        resumed.Optimizer.Restore(straight.Optimizer.Step);
        straight.Step(5, static (_, left) => left);
        resumed.Step(5, static (_, left) => left);

        Assert.Equal(straight.Bits(), resumed.Bits());
        Assert.Equal(6, resumed.Optimizer.Step);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_allocates_nothing(string variant)
    {
        Run run = new(Variants[variant](0.1), 1003);
        float[] gradients = Run.Gradients(0, 1003);
        OneStep();
        long before = GC.GetAllocatedBytesForCurrentThread();
        OneStep();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void OneStep()
        {
            run.Optimizer.BeginStep();
            run.Optimizer.Update(run.Parameters, gradients, 0, 1003, 0.1f);
        }
    }

    [Fact]
    public void States_have_the_names_of_PyTorch()
    {
        Assert.Empty(new Sgd().StateNames);
        Assert.Equal(["momentum_buffer"], new Sgd(0.9).StateNames);
        Assert.Equal(["square_avg"], new RmsProp().StateNames);
        Assert.Equal(["square_avg", "momentum_buffer"], new RmsProp(momentum: 0.9).StateNames);
        Assert.Equal(["exp_avg", "exp_avg_sq"], new Adam().StateNames);
        Assert.Equal(2, new AdamW().StateTensors);
    }

    [Fact]
    public void Wrong_use_is_named()
    {
        Adam adam = new();
        Assert.Contains("Initialize", Assert.Throws<InvalidOperationException>(() => adam.Update(new float[3], new float[3], 0, 3, 1)).Message, StringComparison.Ordinal);
        adam.Initialize(3);
        Assert.Contains("BeginStep", Assert.Throws<InvalidOperationException>(() => adam.Update(new float[3], new float[3], 0, 3, 1)).Message, StringComparison.Ordinal);
        adam.BeginStep();
        Assert.Contains("expected 3", Assert.Throws<InvalidOperationException>(() => adam.Update(new float[4], new float[4], 0, 3, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Update(new float[3], new float[3], 1, 3, 1));
    }

    [Fact]
    public void Hyperparameters_out_of_range_are_named()
    {
        Assert.Contains("beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("eps", Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(eps: double.NaN)).Message, StringComparison.Ordinal);
        Assert.Contains("weightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -1)).Message, StringComparison.Ordinal);
        Assert.Contains("nesterov", Assert.Throws<ArgumentException>(() => new Sgd(nesterov: true)).Message, StringComparison.Ordinal);
    }

    private static float[] Inputs(string name) => [.. PyTorchFixture.ReadData(PyTorch.GetProperty(name), isInput: true).Select(value => (float)value)];

    private static Optimizer Create(string name, JsonElement options)
    {
        double decay = Option("weight_decay", 0);
        return name switch
        {
            "sgd" => new Sgd(Option("momentum", 0), Option("nesterov", 0) != 0, decay),
            "rmsprop" => new RmsProp(Option("alpha", 0.99), Option("eps", 1e-8), Option("momentum", 0), decay),
            "adam" => new Adam(Option("beta1", 0.9), Option("beta2", 0.999), Option("eps", 1e-8), decay),
            "adamw" => new AdamW(Option("beta1", 0.9), Option("beta2", 0.999), Option("eps", 1e-8), decay),
            _ => throw new ArgumentException(name),
        };

        double Option(string key, double otherwise) => options.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : otherwise;
    }

    /// <summary>An optimizer with random parameters, which are the same for the same count.</summary>
    private sealed class Run
    {
        public Run(Optimizer optimizer, int count)
        {
            Optimizer = optimizer;
            Optimizer.Initialize(count);
            Parameters = Gradients(-1, count);
        }

        public Optimizer Optimizer { get; }

        public float[] Parameters { get; }

        public static float[] Gradients(int step, int count)
        {
            CounterRandom random = new CounterRandom(99).Fork((ulong)(step + 1));
            float[] values = new float[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = (float)random.NextGaussian();
            }

            return values;
        }

        public void Step(int step, Func<int, int, int> nextLength, bool decay = true)
        {
            float[] gradients = Gradients(step, Parameters.Length);
            Optimizer.BeginStep();
            for (int start = 0; start < Parameters.Length;)
            {
                int length = nextLength(start, Parameters.Length - start);
                Optimizer.Update(Parameters, gradients, start, length, 0.1f, decay);
                start += length;
            }
        }

        public IEnumerable<int> Bits()
        {
            IEnumerable<float> all = Parameters;
            for (int i = 0; i < Optimizer.StateTensors; i++)
            {
                all = all.Concat(Optimizer.State(i).ToArray());
            }

            return all.Select(BitConverter.SingleToInt32Bits);
        }
    }
}
