using Unroll.Autodiff;
using Unroll.Losses;
using Unroll.Losses.Distributions;
using Unroll.Tensors;

namespace Unroll.Tasks.Forecast;

/// <summary>What the numbers that a network puts out for a step mean: a value, quantiles or a distribution, with its loss.</summary>
internal sealed class ForecastHead
{
    private readonly string _kind;

    public ForecastHead(string kind)
    {
        _kind = kind;
        Outputs = kind switch
        {
            "quantile" => Quantiles.Count,
            "gaussian" or "negative-binomial" => 2,
            "student-t" => 3,
            _ => 1,
        };
    }

    /// <summary>Numbers a step.</summary>
    public int Outputs { get; }

    /// <summary>Whether counts are forecast.</summary>
    public bool Counts => _kind == "negative-binomial";

    /// <summary>Whether only a value is put out; its intervals come from the errors on the validation data.</summary>
    public bool IsPoint => Outputs == 1;

    /// <summary>Whether a linear forecast is added to all numbers of a step, or to the first one alone, the location.</summary>
    public bool ShiftsAll => _kind == "quantile";

    /// <summary>The loss of some forecasts.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">[B, Z, P].</param>
    /// <param name="targets">[B, Z].</param>
    /// <param name="scale">1 / (B Z) of the whole batch, for the mean.</param>
    public Tensor Loss(Tape tape, Tensor outputs, Tensor targets, float scale) => _kind switch
    {
        "quantile" => QuantileLoss.Apply(tape, outputs, targets, Quantiles.Levels, scale / Quantiles.Count),
        "gaussian" => GaussianLikelihood.Apply(tape, outputs, targets, scale),
        "student-t" => StudentTLikelihood.Apply(tape, outputs, targets, scale),
        "negative-binomial" => NegativeBinomialLikelihood.Apply(tape, outputs, targets, scale),
        "mse" => MeanSquaredError.Apply(tape, outputs.Reshape(targets.Shape), targets, scale),
        "huber" => HuberLoss.Apply(tape, outputs.Reshape(targets.Shape), targets, scale),
        _ => MeanAbsoluteError.Apply(tape, outputs.Reshape(targets.Shape), targets, scale),
    };

    /// <summary>The nine deciles that the numbers of a step stand for.</summary>
    /// <param name="outputs">[P].</param>
    /// <param name="ahead">How far ahead the step lies, from 0.</param>
    /// <param name="to">[9], rising.</param>
    public void WriteQuantiles(ReadOnlySpan<float> outputs, int ahead, Span<double> to)
    {
        if (_kind == "quantile")
        {
            for (int q = 0; q < to.Length; q++)
            {
                to[q] = outputs[q];
            }

            // Quantiles that were learned side by side may cross; in order they are never worse (Chernozhukov et al. 2010).
            to.Sort();
            return;
        }

        IDistribution distribution = _kind switch
        {
            "gaussian" => new GaussianHead(GaussianLikelihood.DefaultFloor).Distribution(outputs),
            "student-t" => new StudentTHead(GaussianLikelihood.DefaultFloor).Distribution(outputs),
            "negative-binomial" => new NegativeBinomialHead(NegativeBinomialLikelihood.DefaultFloor).Distribution(outputs),
            // A value alone: errors as of a random walk, whose size the validation data says.
            _ => new Gaussian(outputs[0], Math.Sqrt(ahead + 1)),
        };
        for (int q = 0; q < to.Length; q++)
        {
            // All but counts lie evenly around their median, and a quantile of Student's t takes long to find.
            to[q] = Counts || q <= Quantiles.Median ? distribution.Quantile(Quantiles.Levels.Span[q]) : (2 * to[Quantiles.Median]) - to[^(q + 1)];
        }
    }
}
