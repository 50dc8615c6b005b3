using System.Globalization;
using Unroll.Storage;
using Unroll.Training;

namespace Unroll.Tasks.Runs;

/// <summary>The course of a training run as JSON lines, one a validation.</summary>
internal sealed class RunLog(string path)
{
    /// <summary>Begins anew.</summary>
    public void Clear() => AtomicFile.WriteText(path, "");

    /// <summary>Adds a line.</summary>
    public void Add(TrainerProgress p, double validLoss, double epoch, TimeSpan elapsed)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{{\"step\":{p.Step},\"epoch\":{epoch:R},\"trainLoss\":{p.Loss:R},\"validLoss\":{validLoss:R},\"gradientNorm\":{p.GradientNorm:R},\"learningRate\":{p.LearningRate:R},\"seconds\":{elapsed.TotalSeconds:F1}}}\n");
        File.AppendAllText(path, line);
    }

    /// <summary>Takes away what was logged after a step: a run that goes on from its checkpoint will log it again.</summary>
    public void KeepUntil(long step)
    {
        if (!File.Exists(path))
        {
            return;
        }

        IEnumerable<string> kept = File.ReadLines(path).Where(line =>
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal), comma = line.IndexOf(',', StringComparison.Ordinal);
            return colon > 0 && comma > colon && long.TryParse(line.AsSpan(colon + 1, comma - colon - 1), CultureInfo.InvariantCulture, out long at) && at <= step;
        });
        AtomicFile.WriteText(path, string.Concat(kept.Select(static line => line + "\n")));
    }
}
