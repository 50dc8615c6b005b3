using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class NadeTests
{
    private const int Labels = 6, Units = 5;
    private static readonly float[] s_biases = Numbers.ToSingle(Numbers.Uniform(3, Labels)), s_context = Numbers.ToSingle(Numbers.Uniform(4, Units));

    [Fact]
    public void The_probabilities_of_all_combinations_of_labels_add_up_to_one()
    {
        Nade nade = Make();
        double total = 0;
        for (int combination = 0; combination < 1 << Labels; combination++)
        {
            double ln = 0;
            bool[] labels = Bits(combination);
            float[] logits = Logits(nade, labels);
            for (int k = 0; k < Labels; k++)
            {
                ln -= Math.Log(1 + Math.Exp(labels[k] ? -logits[k] : logits[k]));
            }

            total += Math.Exp(ln);
        }

        Assert.Equal(1, total, 1e-5);
    }

    [Fact]
    public void Labels_that_are_chosen_see_the_logits_of_labels_that_are_given()
    {
        Nade nade = Make();
        foreach (int combination in (int[])[0, 0b101101, 0b111111, 0b010010])
        {
            bool[] labels = Bits(combination), chosen = new bool[Labels];
            List<float> seen = [];
            nade.Choose(s_biases, s_context, logit =>
            {
                seen.Add(logit);
                return labels[seen.Count - 1];
            }, chosen);
            Assert.Equal(labels, chosen);
            Assert.All(seen.Zip(Logits(nade, labels)), p => Assert.Equal(p.Second, p.First, 1e-5f));
        }
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_refused_with_their_counts()
    {
        Nade nade = Make();
        Assert.Contains("got 5 biases", Assert.Throws<ArgumentException>(() => nade.Choose(s_biases.AsSpan(1), s_context, _ => true, new bool[Labels])).Message);
        Tape tape = new();
        tape.Begin();
        Tensor b = Tensor.From(new Shape(1, Labels), s_biases);
        Assert.Contains("expected […, K], […, D] and [K, D]", Assert.Throws<ArgumentException>(() => nade.Logits(tape, b, Tensor.From(new Shape(1, 2), new float[2]), b)).Message);
    }

    private static Nade Make()
    {
        Parameters parameters = new();
        Nade nade = new(parameters, "nade", Labels, Units);
        parameters.Initialize(7);
        return nade;
    }

    private static bool[] Bits(int combination) => [.. Enumerable.Range(0, Labels).Select(k => ((combination >> k) & 1) == 1)];

    private static float[] Logits(Nade nade, bool[] labels)
    {
        Tape tape = new();
        tape.Begin();
        Tensor given = Tensor.From(new Shape(1, Labels), [.. labels.Select(l => l ? 1f : 0f)]);
        return nade.Logits(tape, Tensor.From(new Shape(1, Labels), s_biases), Tensor.From(new Shape(1, Units), s_context), given).Values.ToArray();
    }
}
