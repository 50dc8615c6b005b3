using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>
/// The adding problem (Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015): a step is a number in [0, 1) and a mark; one step
/// of each half is marked; the sum of both marked numbers is asked for at the end. Always answering 1 has an error of 1/6.
/// </summary>
internal sealed class AddingProblem(int time) : IProblem
{
    private const int HeldOutRows = 1000;

    public int Time => time;

    public int Inputs => 2;

    public int Outputs => 1;

    public bool EveryStep => false;

    /// <summary>The error of always answering 1 on the sequences of the report; 1/6 is what it is for endlessly many.</summary>
    public double Baseline => HeldOut(1).Average(batch => batch.Numbers.Values.ToArray().Average(sum => (sum - 1.0) * (sum - 1.0)));

    public void Draw(CounterRandom random, Batch batch)
    {
        Span<float> x = batch.X.Values, sums = batch.Numbers.Values;
        int rows = batch.Rows, half = Time / 2;
        for (int row = 0; row < rows; row++)
        {
            int first = random.NextInt32(half), second = half + random.NextInt32(Time - half);
            sums[row] = 0;
            for (int t = 0; t < Time; t++)
            {
                float value = random.NextSingle();
                bool marked = t == first || t == second;
                (x[2 * ((t * rows) + row)], x[(2 * ((t * rows) + row)) + 1]) = (value, marked ? 1 : 0);
                sums[row] += marked ? value : 0;
            }
        }
    }

    public IReadOnlyList<Batch> HeldOut(int part) => HeldOutBatches.Draw(this, part, HeldOutRows);

    public Tensor Loss(Tape tape, Tensor y, Batch batch, float share) => MeanSquaredError.Apply(tape, y, batch.Numbers, share / batch.Rows);

    /// <summary>The share of sums that are right to 0.04, as the paper counts them.</summary>
    public double Accuracy(Tensor y, Batch batch)
    {
        int right = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            right += Math.Abs(y.Values[row] - batch.Numbers.Values[row]) < 0.04f ? 1 : 0;
        }

        return (double)right / batch.Rows;
    }
}
