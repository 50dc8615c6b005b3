using Unroll.Cells;
using Unroll.Layers;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

/// <summary>
/// The values of Keras' tests of masks, reading backwards, states and biases: x counts up from 0, every kernel weight is 0.01, every recurrent one 0.02
/// and every bias 0.03.
/// </summary>
/// <remarks>Source: keras-team/keras, keras/src/layers/rnn: lstm_test.py, gru_test.py, simple_rnn_test.py.</remarks>
public sealed class KerasTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    internal static IReadOnlyList<KerasCase> Cases { get; } =
    [
        new("LSTM", 3, 6, 4, 3) { Last = [0.6288687, 0.86899155, 0.9460773] },
        new("LSTM backward", 3, 6, 4, 3) { Backward = true, Last = [0.35622165, 0.74789524, 0.8872726] },
        new("LSTM without forget bias", 3, 6, 4, 3) { ForgetBias = 0.03, Last = [0.57019705, 0.8661914, 0.9459622] },
        new("LSTM without bias", 3, 6, 4, 3) { Bias = 0, ForgetBias = 0, Last = [0.54986924, 0.86226785, 0.9443936] },
        new("LSTM twice with its state", 2, 3, 4, 4) { Passes = 2, Last = [0.3124785, 0.6863672] },
        new("LSTM with a state", 2, 4, 3, 2) { State = true, LastOfUnits = [0.20574439, 0.3558822, 0.64930826, 0.66276] },
        new("LSTM backward with a state", 2, 4, 3, 2) { State = true, Backward = true, LastOfUnits = [0.13281618, 0.2790356, 0.5839337, 0.5992567] },
        new("LSTM masked", 2, 4, 3, 2) { Mask = ["1110", "1100"], Last = [0.11755939, 0.28556206], All = [0.01588910, 0.05552048, 0.11755939, 0, 0.14185596, 0.28556206, 0, 0] },
        new("LSTM masked at the start, backward", 2, 4, 3, 2) { Mask = ["0111", "0011"], Backward = true, Last = [0.15341201, 0.3844719] },
        new("GRU", 3, 6, 4, 3) { Last = [0.5217289, 0.6371659, 0.39384964] },
        new("GRU backward", 3, 6, 4, 3) { Backward = true, Last = [0.24406259, 0.611516, 0.3928808] },
        new("GRU reset before", 3, 6, 4, 3) { ResetBefore = true, Last = [0.51447755, 0.6426879, 0.40208298] },
        new("GRU without bias", 3, 6, 4, 3) { Bias = 0, Last = [0.49988455, 0.64701194, 0.4103359] },
        new("GRU twice with its state", 2, 3, 4, 4) { Passes = 2, Last = [0.29542392, 0.5885018] },
        new("GRU with a state", 2, 4, 3, 2) { State = true, LastOfUnits = [0.23774096, 0.33508456, 0.83659905, 1.0227708] },
        new("GRU backward with a state", 2, 4, 3, 2) { State = true, Backward = true, LastOfUnits = [0.13486053, 0.23261218, 0.78257304, 0.9691353] },
        new("GRU masked", 2, 4, 3, 2) { Mask = ["1101", "1001"], Last = [0.19393763, 0.30818558], All = [0.03606692, 0.09497581, 0, 0.19393763, 0.16051409, 0, 0, 0.30818558] },
        new("GRU masked, backward", 2, 4, 3, 2) { Mask = ["1101", "1001"], Backward = true, Last = [0.11669192, 0.28380975] },
        new("RNN", 2, 3, 4, 4) { Last = [0.405432, 0.73605347] },
        new("RNN backward", 2, 3, 4, 4) { Backward = true, Last = [0.11144729, 0.5528889] },
        new("RNN twice with its state", 2, 3, 4, 4) { Passes = 2, Last = [0.40559256, 0.7361247] },
        new("RNN with a state", 2, 4, 3, 4) { State = true, Last = [0.33621645, 0.6262637] },
        new("RNN backward with a state", 2, 4, 3, 4) { State = true, Backward = true, Last = [0.07344437, 0.43043602] },
        new("RNN masked, four units", 2, 4, 3, 4) { Mask = ["1101", "1001"], Last = [0.32951632, 0.61799484] },
        new("RNN masked, two units", 2, 4, 3, 2) { Mask = ["1101", "1001"], Last = [0.32394567, 0.608085], All = [0.0599281, 0.15122814, 0, 0.32394567, 0.3969304, 0, 0, 0.608085] },
        new("RNN masked, backward", 2, 4, 3, 4) { Mask = ["1101", "1001"], Backward = true, Last = [0.07376196, 0.43645123] },
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_values_of_Keras_test_come_out_within_1e_minus_5(string name) => Assert.InRange(Cases.Single(c => c.Name == name).Error(), 0, Tolerance);

    [Fact]
    public void Masks_directions_and_states_that_are_ignored_are_found_out()
    {
        Assert.All(Cases.Where(c => c.Mask.Length > 0), c => Assert.True((c with { Mask = [] }).Error() > Tolerance, c.Name));
        Assert.All(Cases.Where(c => c.Backward), c => Assert.True((c with { Backward = false }).Error() > Tolerance, c.Name));
        Assert.All(Cases.Where(c => c.State), c => Assert.True((c with { State = false }).Error() > Tolerance, c.Name));
    }
}

/// <summary>One case: sizes as Keras has them, batch first.</summary>
/// <param name="Name">The layer, and what is special.</param>
internal sealed record KerasCase(string Name, int B, int T, int I, int H)
{
    public double Bias { get; init; } = 0.03;

    public double ForgetBias { get; init; } = 1;

    public bool Backward { get; init; }

    public bool ResetBefore { get; init; }

    /// <summary>Whether every state begins at 0, 1, 2 and so on instead of zeros.</summary>
    public bool State { get; init; }

    /// <summary>How often x is read, each time from the state before.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>For each row, which steps count.</summary>
    public string[] Mask { get; init; } = [];

    /// <summary>The last output of each row, the same for all units.</summary>
    public double[] Last { get; init; } = [];

    /// <summary>The last output of each row and unit, where they differ.</summary>
    public double[] LastOfUnits { get; init; } = [];

    /// <summary>The outputs of each row and step, zero where masked, the same for all units.</summary>
    public double[] All { get; init; } = [];

    /// <summary>The numbers that are compared.</summary>
    public int Count => (Last.Length * H) + LastOfUnits.Length + (All.Length * H);

    /// <summary>The largest error, relative to max(1, |x|).</summary>
    public double Error() => Name.Split(' ')[0] switch
    {
        "LSTM" => Error<LstmCell>(4),
        "GRU" when ResetBefore => Error<ResetBeforeGruCell>(3),
        "GRU" => Error<GruCell>(3),
        _ => Error<TanhCell>(1),
    };

    private double Error<TCell>(int gates)
        where TCell : struct, ICell<TCell>
    {
        StackRun<TCell> run = new(I, H, new RecurrentOptions { Direction = Backward ? Direction.Backward : Direction.Forward });
        run.Load(new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["weight_ih_l0"] = Filled(gates * H * I, 0.01),
            ["weight_hh_l0"] = Filled(gates * H * H, 0.02),
            ["bias_ih_l0"] = [.. Enumerable.Range(0, gates * H).Select(i => gates == 4 && i / H == 1 ? ForgetBias : Bias)],

            // Only a GRU that resets after has two biases in Keras.
            ["bias_hh_l0"] = Filled(gates * H, typeof(TCell) == typeof(GruCell) ? Bias : 0),
        });

        // A masked step leaves the state as it is, so that a row without its masked steps is the same sequence.
        int[][] steps = [.. Enumerable.Range(0, B).Select(row => Enumerable.Range(0, T).Where(t => Mask.Length == 0 || Mask[row][t] == '1').ToArray())];
        float[] x = new float[T * B * I];
        for (int row = 0; row < B; row++)
        {
            for (int k = 0; k < steps[row].Length * I; k++)
            {
                x[(((k / I * B) + row) * I) + (k % I)] = (((row * T) + steps[row][k / I]) * I) + (k % I);
            }
        }

        int states = TCell.Shape.States.Count;
        float[] state = [.. Enumerable.Range(0, states * B * H).Select(i => State ? i % (B * H) : 0f)];
        float[] y = [];
        for (int pass = 0; pass < Passes; pass++)
        {
            StackRun<TCell>.Result got = run.Run(x, T, B, [.. steps.Select(s => s.Length)], state, n => new double[n], n => new double[n]);
            (y, state) = (got.Y, got.Final);
        }

        double[] last = LastOfUnits.Length > 0 ? LastOfUnits : [.. Last.SelectMany(v => Filled(H, v))];
        double error = Numbers.ValueError(state.AsSpan(0, B * H), last);
        for (int i = 0; i < All.Length; i++)
        {
            int row = i / T, place = Array.IndexOf(steps[row], i % T);
            if (place >= 0)
            {
                error = Math.Max(error, Numbers.ValueError(y.AsSpan(((place * B) + row) * H, H), Filled(H, All[i])));
            }
        }

        return error;
    }

    private static double[] Filled(int length, double value) => [.. Enumerable.Repeat(value, length)];
}
