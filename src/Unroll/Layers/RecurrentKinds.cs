using Unroll.Cells;

namespace Unroll.Layers;

/// <summary>The cells that a recipe can name.</summary>
public static class RecurrentKinds
{
    private delegate IRecurrent Factory(Parameters parameters, string name, int inputSize, int hiddenSize, int layers, float dropout);

    private static readonly Dictionary<string, Factory> s_factories = new(StringComparer.Ordinal)
    {
        [TanhCell.Shape.Name] = Make<TanhCell>,
        [ReluCell.Shape.Name] = Make<ReluCell>,
        [LstmCell.Shape.Name] = Make<LstmCell>,
        [GruCell.Shape.Name] = Make<GruCell>,
    };

    /// <summary>The names, such as <c>lstm</c>.</summary>
    public static IReadOnlyCollection<string> Names => s_factories.Keys;

    /// <summary>Makes a stack of layers of a cell given by name.</summary>
    /// <param name="cell">One of <see cref="Names"/>.</param>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="layers">L.</param>
    /// <param name="dropout">Probability of dropping an output between two layers.</param>
    /// <returns>The stack.</returns>
    /// <exception cref="DataException">There is no such cell.</exception>
    public static IRecurrent Create(string cell, Parameters parameters, string name, int inputSize, int hiddenSize, int layers, float dropout) =>
        s_factories.TryGetValue(cell, out Factory? factory)
            ? factory(parameters, name, inputSize, hiddenSize, layers, dropout)
            : throw new DataException($"model.cell is '{cell}', expected one of {string.Join(", ", s_factories.Keys.Order(StringComparer.Ordinal))}.");

    private static Recurrent<TCell> Make<TCell>(Parameters parameters, string name, int inputSize, int hiddenSize, int layers, float dropout)
        where TCell : struct, ICell<TCell> => new(parameters, name, inputSize, hiddenSize, layers, dropout);
}
