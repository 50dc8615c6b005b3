using Unroll.Autodiff;
using Unroll.Data.Images;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.LongMemory;

/// <summary>
/// Digits read row by row: 28 steps of 28 grey values (Le, Jaitly and Hinton 2015 read pixel by pixel). A tenth, drawn at random, is held back. Training
/// images are moved by up to <see cref="Shift"/> pixels each way, drawn anew every time.
/// </summary>
internal sealed class SequentialMnist : IProblem
{
    private const int Shift = 2, RowsAtOnce = 100;

    private readonly IdxImages _images;
    private readonly byte[] _labels;
    private readonly int[] _order;

    public SequentialMnist(string images, string labels)
    {
        (_images, _labels) = (IdxImages.Read(images), IdxImages.ReadLabels(labels));
        _order = [.. Enumerable.Range(0, _images.Count)];
        new CounterRandom(0x4E1D).Shuffle<int>(_order);
    }

    public int Time => _images.Height;

    public int Inputs => _images.Width;

    public int Outputs => 10;

    public bool EveryStep => false;

    /// <summary>Images held back.</summary>
    public int HeldBack => _images.Count / 10;

    public void Draw(CounterRandom random, Batch batch)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            int image = _order[HeldBack + random.NextInt32(_images.Count - HeldBack)];
            Write(image, batch, row, random.NextInt32((2 * Shift) + 1) - Shift, random.NextInt32((2 * Shift) + 1) - Shift);
        }
    }

    /// <summary>The tenth is for the report alone: training stops after a number of steps that was chosen beforehand.</summary>
    public IReadOnlyList<Batch> HeldOut(int part)
    {
        IProblem problem = this;
        Batch[] batches = [.. Enumerable.Range(0, HeldBack / RowsAtOnce).Select(_ => problem.Make(RowsAtOnce))];
        for (int i = 0; i < batches.Length * RowsAtOnce; i++)
        {
            Write(_order[i], batches[i / RowsAtOnce], i % RowsAtOnce, 0, 0);
        }

        return batches;
    }

    public Tensor Loss(Tape tape, Tensor y, Batch batch, float share) => SoftmaxCrossEntropy.Apply(tape, y, batch.Classes, share / batch.Rows);

    public double Accuracy(Tensor y, Batch batch) => Classes.Accuracy(y, batch.Classes);

    private void Write(int image, Batch batch, int row, int down, int right)
    {
        ReadOnlySpan<byte> pixels = _images.Pixels(image);
        Span<float> x = batch.X.Values;
        for (int i = 0; i < Time * Inputs; i++)
        {
            int t = i / Inputs, column = i % Inputs, fromRow = t - down, fromColumn = column - right;
            bool inside = fromRow >= 0 && fromRow < Time && fromColumn >= 0 && fromColumn < Inputs;
            x[(((t * batch.Rows) + row) * Inputs) + column] = inside ? pixels[(fromRow * Inputs) + fromColumn] / 255f : 0;
        }

        batch.Classes[row] = _labels[image];
    }
}
