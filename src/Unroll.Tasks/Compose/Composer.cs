using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.Tasks.Compose;

/// <summary>A network that judges music and writes it. Neither the order of the pieces nor the number of threads changes a bit of what it says.</summary>
internal sealed class Composer(ComposeNetwork network, WorkerTeam team)
{
    private const int MostRows = 16, MostSteps = 4096;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, team.Size).Select(_ => new Tape())];

    /// <summary>How well each piece is predicted.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="withNotes">Whether notes are counted too, which takes longer than the likelihood alone.</param>
    public RollScore[] Score(Pieces pieces, bool withNotes = true)
    {
        Excerpt[] whole = Excerpt.Whole(pieces.Rolls);
        RollScore[] scores = new RollScore[whole.Length];
        int[] lengths = [.. whole.Select(e => e.Length)];
        int[][] batches = BucketedBatches.Sorted(lengths, Math.Clamp(MostSteps / lengths.Max(), 1, MostRows));
        int groups = Math.Min(team.Size, batches.Length);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches.Length; i += groups)
            {
                Score(pieces, Array.ConvertAll(batches[i], p => whole[p]), _tapes[group], withNotes, scores);
            }
        });
        return scores;
    }

    /// <summary>Goes on from a beginning, for ever.</summary>
    /// <param name="style">The number of the style.</param>
    /// <param name="start">The first steps; they are not among what is returned. None to begin at the beginning.</param>
    /// <param name="temperature">0 takes every note that is likelier than not; 1 draws as the model believes; more is wilder.</param>
    /// <param name="random">What is drawn.</param>
    /// <returns>The notes of one step after the other.</returns>
    public IEnumerable<int[]> Write(int style, IReadOnlyList<int[]> start, double temperature, CounterRandom random)
    {
        Session running = network.Begin(style, team);
        Tape tape = new();
        bool[] keys = new bool[PianoRoll.Keys];
        CounterRandom numbers = random;
        int[]? before = null;
        for (int t = 0; ; t++)
        {
            float[] input = new float[ComposeBatch.InputSize];
            ComposeBatch.Write(before, 0, input);
            float[] h = running.Step(input).ToArray();
            if (t < start.Count)
            {
                before = start[t];
                continue;
            }

            tape.Begin();
            network.Choose(network.Predict(tape, Tensor.From(new Shape(1, h.Length), h)), 0, Sounds, keys);
            before = [.. Enumerable.Range(0, PianoRoll.Keys).Where(k => keys[k]).Select(k => k + PianoRoll.Lowest)];
            yield return before;
        }

        bool Sounds(float logit) => temperature == 0 ? logit > 0 : numbers.NextDouble() < 1 / (1 + Math.Exp(-logit / temperature));
    }

    private void Score(Pieces pieces, Excerpt[] excerpts, Tape tape, bool withNotes, RollScore[] scores)
    {
        tape.Begin();
        ComposeBatch batch = ComposeBatch.Load(tape, pieces.Rolls, pieces.Styles, excerpts);
        NotePrediction prediction = network.Forward(tape, batch);
        Tensor logits = network.Logits(tape, prediction, batch.Notes);
        bool[] keys = new bool[PianoRoll.Keys];
        Shape step = new(1, PianoRoll.Keys);
        for (int b = 0; b < excerpts.Length; b++)
        {
            RollScore score = new(0, excerpts[b].Length, 0, 0, 0);
            for (int t = 0; t < excerpts[b].Length; t++)
            {
                int row = (t * excerpts.Length) + b;
                Tensor notes = batch.Notes.Part(row * PianoRoll.Keys, step);
                score = score with { Nats = score.Nats + SigmoidCrossEntropy.Apply(tape, logits.Part(row * PianoRoll.Keys, step), notes, 1).Scalar };
                if (withNotes)
                {
                    network.Choose(prediction, row, static logit => logit > 0, keys);
                    score = score.WithNotes(keys, notes.Values);
                }
            }

            scores[excerpts[b].Piece] = score;
        }
    }
}
