using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>
/// Copy memory (Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and Bengio 2016): ten symbols of eight, T − 1 blanks, a signal, ten
/// blanks; T + 10 blanks and then the ten symbols are asked for. Without memory the loss is 10 ln 8 / (T + 20).
/// </summary>
internal sealed class CopyMemory(int delay) : IProblem
{
    private const int Symbols = 8, Copied = 10, Blank = Symbols, Signal = Symbols + 1, HeldOutRows = 500;

    public int Time => delay + (2 * Copied);

    public int Inputs => Symbols + 2;

    public int Outputs => Symbols + 1;

    public bool EveryStep => true;

    /// <summary>The loss of a network that knows when to answer, but not what.</summary>
    public double Baseline => Copied * Math.Log(Symbols) / Time;

    public void Draw(CounterRandom random, Batch batch)
    {
        Span<float> x = batch.X.Values;
        x.Clear();
        int rows = batch.Rows;
        for (int row = 0; row < rows; row++)
        {
            for (int t = 0; t < Time; t++)
            {
                int symbol = t < Copied ? random.NextInt32(Symbols) : t == delay + Copied - 1 ? Signal : Blank;
                x[(((t * rows) + row) * Inputs) + symbol] = 1;
                batch.Classes[(t * rows) + row] = Blank;
            }

            for (int t = 0; t < Copied; t++)
            {
                batch.Classes[((t + Time - Copied) * rows) + row] = x.Slice(((t * rows) + row) * Inputs, Inputs).IndexOf(1f);
            }
        }
    }

    public IReadOnlyList<Batch> HeldOut(int part) => HeldOutBatches.Draw(this, part, HeldOutRows);

    public Tensor Loss(Tape tape, Tensor y, Batch batch, float share) => SoftmaxCrossEntropy.Apply(tape, y, batch.Classes, share / batch.Classes.Length);

    /// <summary>The share of the ten symbols that are right.</summary>
    public double Accuracy(Tensor y, Batch batch) => Classes.Accuracy(y, batch.Classes, from: (Time - Copied) * batch.Rows);
}
