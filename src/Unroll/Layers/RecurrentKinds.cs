using Unroll.Cells;

namespace Unroll.Layers;

/// <summary>The cells that a recipe can name.</summary>
public static class RecurrentKinds
{
    private delegate IRecurrent Factory(Parameters parameters, string name, int inputSize, int hiddenSize, RecurrentOptions options);

    private static readonly Dictionary<string, Factory> s_factories = new(StringComparer.Ordinal)
    {
        [TanhCell.Shape.Name] = Make<TanhCell>,
        [ReluCell.Shape.Name] = Make<ReluCell>,
        [IndRnnCell.Shape.Name] = Make<IndRnnCell>,
        [LstmCell.Shape.Name] = Make<LstmCell>,
        [PeepholeLstmCell.Shape.Name] = Make<PeepholeLstmCell>,
        [CoupledLstmCell.Shape.Name] = Make<CoupledLstmCell>,
        [LayerNormLstmCell.Shape.Name] = Make<LayerNormLstmCell>,
        [GruCell.Shape.Name] = Make<GruCell>,
        [ResetBeforeGruCell.Shape.Name] = Make<ResetBeforeGruCell>,
        [MguCell.Shape.Name] = Make<MguCell>,
        [MinGruCell.Shape.Name] = Make<MinGruCell>,
        [MinLstmCell.Shape.Name] = Make<MinLstmCell>,
        [SruCell.Shape.Name] = Make<SruCell>,
        [SLstmCell.Shape.Name] = Make<SLstmCell>,
    };

    /// <summary>The names, such as <c>lstm</c>.</summary>
    public static IReadOnlyCollection<string> Names => s_factories.Keys;

    /// <summary>Makes a stack of layers of a cell given by name.</summary>
    /// <param name="cell">One of <see cref="Names"/>.</param>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="options">What the layers do beside the equations.</param>
    /// <returns>The stack.</returns>
    /// <exception cref="DataException">There is no such cell.</exception>
    public static IRecurrent Create(string cell, Parameters parameters, string name, int inputSize, int hiddenSize, RecurrentOptions options) =>
        s_factories.TryGetValue(cell, out Factory? factory)
            ? factory(parameters, name, inputSize, hiddenSize, options)
            : throw new DataException($"model.cell is '{cell}', expected one of {string.Join(", ", s_factories.Keys.Order(StringComparer.Ordinal))}.");

    private static Recurrent<TCell> Make<TCell>(Parameters parameters, string name, int inputSize, int hiddenSize, RecurrentOptions options)
        where TCell : struct, ICell<TCell> => new(parameters, name, inputSize, hiddenSize, options);
}
