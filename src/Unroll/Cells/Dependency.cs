namespace Unroll.Cells;

/// <summary>
/// The set of inputs that a number depends on, one bit each. Running a cell's equations on it tells which previous states they read,
/// so that the backward pass carries no partial derivative that is zero by construction.
/// </summary>
internal readonly struct Dependency(ulong inputs) : IElement<Dependency>
{
    public ulong Inputs => inputs;

    public static Dependency Of(double value) => default;

    public static Dependency operator +(Dependency a, Dependency b) => a | b;

    public static Dependency operator -(Dependency a, Dependency b) => a | b;

    public static Dependency operator *(Dependency a, Dependency b) => a | b;

    public static Dependency operator /(Dependency a, Dependency b) => a | b;

    public static Dependency operator -(Dependency a) => a;

    public static Dependency operator |(Dependency a, Dependency b) => new(a.Inputs | b.Inputs);

    public static Dependency MultiplyAdd(Dependency a, Dependency b, Dependency c) => a | b | c;

    public static Dependency Sigmoid(Dependency a) => a;

    public static Dependency Tanh(Dependency a) => a;

    public static Dependency Exp(Dependency a) => a;

    public static Dependency Relu(Dependency a) => a;

    public static Dependency Max(Dependency a, Dependency b) => a | b;

    public static Dependency SelectGreater(Dependency x, Dependency y, Dependency a, Dependency b) => x | y | a | b;
}
