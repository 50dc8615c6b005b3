using System.Text.Json;
using Unroll.Data.Music;

namespace Unroll.Tasks.Compose;

/// <summary>
/// Two simple models of music, each with one probability a key: how often the key sounds at all (the unconditional model); and how often it sounds
/// after a step in which it did, and after one in which it did not (the last step is repeated, as often as training did).
/// </summary>
internal sealed class NoteBaseline(NoteRates rates)
{
    public const string RepeatName = "repeat the last step (smoothed)", FrequencyName = "note frequencies";

    /// <summary>So many steps of the average key are added to those of each key.</summary>
    private const double Prior = 10;

    /// <summary>Counts.</summary>
    public static NoteBaseline Fit(IReadOnlyList<PianoRoll> pieces)
    {
        double[] all = new double[PianoRoll.Keys], kept = new double[PianoRoll.Keys], begun = new double[PianoRoll.Keys], before = new double[PianoRoll.Keys];
        double steps = 0, followed = 0;
        foreach (PianoRoll piece in pieces)
        {
            for (int t = 0; t < piece.Length; t++, steps++)
            {
                foreach (int key in piece.Steps[t].Select(p => p - PianoRoll.Lowest))
                {
                    all[key]++;
                    kept[key] += t > 0 && piece.Steps[t - 1].Contains(key + PianoRoll.Lowest) ? 1 : 0;
                    begun[key] += t > 0 && !piece.Steps[t - 1].Contains(key + PianoRoll.Lowest) ? 1 : 0;
                    before[key] += t < piece.Length - 1 ? 1 : 0;
                }
            }

            followed += piece.Length - 1;
        }

        // The mean rates of all keys stand behind those that are too seldom counted; half a step more of each kind, so that nothing is impossible.
        double keep = (kept.Sum() + 0.5) / (before.Sum() + 1), begin = (begun.Sum() + 0.5) / ((followed * PianoRoll.Keys) - before.Sum() + 1);
        return new NoteBaseline(new NoteRates(
            [.. all.Select(n => (n + 0.5) / (steps + 1))],
            [.. kept.Select((n, k) => (n + (Prior * keep)) / (before[k] + Prior))],
            [.. begun.Select((n, k) => (n + (Prior * begin)) / (followed - before[k] + Prior))]));
    }

    public static NoteBaseline FromJson(string json, string path)
    {
        NoteRates rates = JsonSerializer.Deserialize(json, ComposeJson.Default.NoteRates) ?? throw new JsonException("the baseline is null");
        return rates.Sounds.Length == PianoRoll.Keys && rates.Kept.Length == PianoRoll.Keys && rates.Begun.Length == PianoRoll.Keys
            ? new NoteBaseline(rates)
            : throw new ModelFileException($"'{path}': the baseline has {rates.Sounds.Length} keys, expected {PianoRoll.Keys}. The file is altered.");
    }

    public string ToJson() => JsonSerializer.Serialize(rates, ComposeJson.Default.NoteRates);

    /// <summary>How well pieces are predicted.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="repeat">Whether the step before is looked at.</param>
    public RollScore Score(IReadOnlyList<PianoRoll> pieces, bool repeat)
    {
        RollScore sum = default;
        bool[] predicted = new bool[PianoRoll.Keys];
        float[] notes = new float[PianoRoll.Keys];
        foreach (PianoRoll piece in pieces)
        {
            for (int t = 0; t < piece.Length; t++)
            {
                Array.Clear(notes);
                Array.ForEach(piece.Steps[t], p => notes[p - PianoRoll.Lowest] = 1);
                double nats = 0;
                for (int k = 0; k < PianoRoll.Keys; k++)
                {
                    double p = !repeat || t == 0 ? rates.Sounds[k] : piece.Steps[t - 1].Contains(k + PianoRoll.Lowest) ? rates.Kept[k] : rates.Begun[k];
                    nats -= Math.Log(notes[k] > 0 ? p : 1 - p);
                    predicted[k] = p > 0.5;
                }

                sum = (sum with { Nats = sum.Nats + nats, Steps = sum.Steps + 1 }).WithNotes(predicted, notes);
            }
        }

        return sum;
    }
}
