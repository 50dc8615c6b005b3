namespace Unroll.Tasks.Bench;

/// <summary>How measurements are taken.</summary>
/// <param name="Seconds">For how long each case is repeated once it is warm; at least three times.</param>
/// <param name="Threads">How many threads a case may use.</param>
/// <param name="Shards">Into how many parts a training batch is cut, or 0 for one a thread.</param>
public sealed record BenchSettings(double Seconds, int Threads, int Shards = 0)
{
    /// <summary>The shards of a batch: never more than it has rows.</summary>
    /// <param name="batch">B.</param>
    /// <returns>At least 1.</returns>
    public int ShardsOf(int batch) => Math.Min(batch, Shards == 0 ? Threads : Shards);
}

/// <summary>The sizes of a recurrent layer and its batch.</summary>
/// <param name="Batch">B.</param>
/// <param name="Time">T.</param>
/// <param name="Input">I.</param>
/// <param name="Hidden">H.</param>
public readonly record struct LayerShape(int Batch, int Time, int Input, int Hidden)
{
    /// <summary>
    /// The floating-point operations of the products of a training step: 2 for each multiplication and addition, and three products
    /// (values, gradient of the input and the state, gradient of the weights).
    /// </summary>
    /// <param name="gates">How many gates the cell has.</param>
    /// <returns>6 · B · T · gates · H · (I + H).</returns>
    public double TrainingFlops(int gates) => 3 * InferenceFlops(gates);

    /// <summary>The floating-point operations of the products of a forward pass.</summary>
    /// <param name="gates">How many gates the cell has.</param>
    /// <returns>2 · B · T · gates · H · (I + H).</returns>
    public double InferenceFlops(int gates) => 2.0 * Batch * Time * gates * Hidden * (Input + Hidden);

    /// <summary>Such as <c>32x50x64x128</c>.</summary>
    /// <returns>B, T, I and H.</returns>
    public override string ToString() => $"{Batch}x{Time}x{Input}x{Hidden}";
}
