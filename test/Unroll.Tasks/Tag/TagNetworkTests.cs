using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TagNetworkTests
{
    private const string Small = "\"hidden\": 16, \"embedding\": 8, \"characterEmbedding\": 4, \"characterHidden\": 6";

    [Theory]
    [InlineData("characters.weight", false)]
    [InlineData("speller.weight_hh_l0", false)]
    [InlineData("speller.weight_ih_l0_reverse", false)]
    [InlineData("encoder.weight", false)]
    [InlineData("rnn.weight_hh_l0_reverse", false)]
    [InlineData("decoder.bias", false)]
    [InlineData("characters.weight", true)]
    [InlineData("crf.transitions", true)]
    public void The_gradient_of_the_loss_reaches_every_layer_down_to_the_characters(string name, bool crf)
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\"", $"{Small}, \"crf\": {(crf ? "true" : "false")}");
        IReadOnlyList<RawSequence> raw = TagSamples.Parse(recipe, TagSamples.Conll);
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: true, raw);
        TagNetwork network = new(new SequenceModelOptions(recipe.Values), encoding);
        network.Parameters.Initialize(3);
        TagBatch batch = new();
        batch.Load(encoding.Encode(raw), [0, 1, 2, 3]);
        Tape tape = new();
        Assert.True(network.Parameters.TryGet(name, out Parameter? parameter));

        AlignedBuffer gradients = new(network.Parameters.Length);
        tape.Begin(gradients, new CounterRandom(1), training: false);
        tape.Backward(Loss());
        double[] analytic = Numbers.ToDouble(gradients.Span.Slice(parameter.Start, parameter.Shape.Length));
        double[] numeric = GradientCheck.Numeric(x =>
        {
            Numbers.ToSingle(x).CopyTo(parameter.Values);
            network.Parameters.Prepare();
            tape.Begin();
            return Loss().Values[0];
        }, Numbers.ToDouble(parameter.Values), step: 0.02);
        Assert.Contains(analytic, g => Math.Abs(g) > 1e-4);

        // The function is computed in float: its differences are known to about a thousandth.
        Assert.InRange(GradientCheck.Error(analytic, numeric), 0, 0.02);

        Tensor Loss()
        {
            Tensor logits = network.Forward(tape, batch, default);
            return network.Crf is { } chain
                ? CrfLoss.Apply(tape, logits, chain.On(tape), batch.Tags, batch.Lengths, 1)
                : SoftmaxCrossEntropy.Apply(tape, logits, batch.Tags, 1, new CrossEntropyOptions(Weights: batch.Weights));
        }
    }

    [Fact]
    public void A_feed_forward_network_sees_each_step_alone()
    {
        Recipe recipe = TagSamples.Recipe("\"train\": \"t\", \"format\": \"series\", \"scaling\": \"none\"", $"{Small}, \"network\": \"feed-forward\"");
        RawSequence[] raw = TagSamples.Series(5);
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), spelled: false, raw);
        TagNetwork network = new(new SequenceModelOptions(recipe.Values), encoding);
        network.Parameters.Initialize(3);
        using WorkerTeam team = new(1);
        Tagger tagger = new(network, encoding, team);
        float[] before = tagger.Predict(encoding.Encode(raw)).Probabilities![0];
        raw[0].Series!.Values[8] += 5;
        float[] after = tagger.Predict(encoding.Encode(raw)).Probabilities![0];
        Assert.True(Numbers.SameBits(before.AsSpan(0, 12), after.AsSpan(0, 12)));
        Assert.NotEqual(before[12..], after[12..]);
    }
}
