using Unroll.Cells;
using Unroll.Tasks.Bench.OwnCells;
using Unroll.Tests.Layers;
using Xunit;
using Xunit.Abstractions;

namespace Unroll.Tests.Cells;

public sealed class LeakyLstmOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<LeakyLstmCell>(output);

public sealed class MultiplicativeOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<MultiplicativeCell>(output);

public sealed class IntegratorOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<IntegratorCell>(output);

public sealed class ResetOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<ResetCell>(output);

public sealed class NormalisedSumOptionsTests(ITestOutputHelper output) : RecurrentOptionsTests<NormalisedSumCell>(output);

/// <summary>The cells of docs/how-to/write-your-own-cell.md: whatever holds for ours holds for theirs.</summary>
public sealed class OwnCellTests
{
    [Fact]
    public void Their_gradients_are_those_of_their_equations()
    {
        CellGradient.Check<LeakyLstmCell>();
        CellGradient.Check<MultiplicativeCell>();
        CellGradient.Check<IntegratorCell>();
        CellGradient.Check<ResetCell>();
        CellGradient.Check<NormalisedSumCell>();
        CellGradient.Check<DeclaredLstmCell>();
    }
}
