using System.Globalization;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tune;

/// <summary>
/// A round of successive halving (Jamieson and Talwalkar 2016; Li et al. 2018, Hyperband, with η = 3): so many trials, each trained with
/// 1 / <paramref name="Divisor"/> of the recipe's steps or epochs.
/// </summary>
/// <param name="Number">From 1.</param>
/// <param name="Trials">How many trials take part.</param>
/// <param name="Divisor">9, 3 or 1.</param>
public sealed record Rung(int Number, int Trials, int Divisor)
{
    private const int Eta = 3, MostRungs = 3;

    /// <summary>The share of the budget in words: <c>1/9</c>, or <c>full</c>.</summary>
    public string Share => Divisor == 1 ? "full" : $"1/{Divisor}";

    /// <summary>The rounds of a search: all trials with a ninth of the budget, their best third with a third of it, and the best third of those with all.</summary>
    /// <param name="trials">At least 1. Fewer than 9 have no round with a ninth, fewer than 3 are all trained in full.</param>
    /// <returns>One to three rounds.</returns>
    public static IReadOnlyList<Rung> Of(int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        int rungs = 1;
        for (int left = trials / Eta; left > 0 && rungs < MostRungs; left /= Eta)
        {
            rungs++;
        }

        List<Rung> all = [];
        for (int r = rungs - 1, left = trials; r >= 0; r--, left /= Eta)
        {
            all.Add(new Rung(rungs - r, left, (int)Math.Pow(Eta, r)));
        }

        return all;
    }

    /// <summary>The rounds of a search over a recipe: of networks that are solved at once there is no smaller budget, and one round is enough.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="trials">At least 1.</param>
    /// <returns>One to three rounds.</returns>
    public static IReadOnlyList<Rung> Of(Recipe recipe, int trials) => recipe.IsSolvedAtOnce ? [new Rung(1, trials, 1)] : Of(trials);

    /// <summary>The recipe of a trial with the budget of this round.</summary>
    /// <param name="trial">The recipe with the full budget.</param>
    /// <returns>The same where the budget is full; else one whose schedule ends earlier, warm-up and steps of the learning rate shortened alike.</returns>
    public Recipe Shorten(Recipe trial)
    {
        if (Divisor == 1)
        {
            return trial;
        }

        TrainOptions t = trial.Train;
        string budget = t.Steps is { } steps
            ? $"{TrainKeys.Steps.Path}={Part(steps)}"
            : $"{TrainKeys.Epochs.Path}={(t.Epochs!.Value / Divisor).ToString("R", CultureInfo.InvariantCulture)}";
        return trial.Varied(budget, $"{TrainKeys.WarmupSteps.Path}={t.WarmupSteps / Divisor}", $"{TrainKeys.StepEvery.Path}={Part(t.StepEvery)}");
    }

    private long Part(long steps) => Math.Max(1, (steps + (Divisor / 2)) / Divisor);
}
