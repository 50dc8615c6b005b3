namespace Unroll.Losses;

/// <summary>
/// What a prediction of P numbers costs beside one target, and the slopes of that. A loss of your own is a struct with these four members;
/// <see cref="ItemLoss{TLoss}"/> does the rest.
/// </summary>
public interface IItemLoss
{
    /// <summary>Who complains in an error, such as <c>Huber loss</c>.</summary>
    string Name { get; }

    /// <summary>P: how many numbers of the network's output stand for one target.</summary>
    int Inputs { get; }

    /// <summary>What is expected of a target and why, where this one is not legal; otherwise null.</summary>
    /// <param name="target">A finite number.</param>
    /// <returns>Such as <c>a whole number of at least 0, because it is a count</c>.</returns>
    string? Refuse(double target);

    /// <summary>ℓ(x, t) and ∂ℓ/∂x.</summary>
    /// <param name="x">P numbers as the network gives them.</param>
    /// <param name="target">t.</param>
    /// <param name="slopes">Takes ∂ℓ/∂x_p, P numbers.</param>
    /// <returns>ℓ.</returns>
    double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes);
}
