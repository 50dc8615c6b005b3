using Unroll.Layers;
using Unroll.Tests.Training;
using Xunit;

namespace Unroll.Tests.Layers;

[Collection("Alone")]
public sealed class AttentionSteadyStateTests
{
    [Theory]
    [InlineData(AttentionKind.General, true, 0f)]
    [InlineData(AttentionKind.Additive, false, 0.5f)]
    public void A_pass_of_the_decoder_allocates_no_managed_memory_once_the_first_are_done(AttentionKind kind, bool inputFeeding, float sampling)
    {
        DecoderTraining training = new(kind, inputFeeding, new ScheduledSampling(sampling, Draw: true));
        int rounds = 0, clean = 0;
        for (; clean < 3 && rounds < 100; rounds++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                training.Pass((ulong)i);
            }

            clean = GC.GetAllocatedBytesForCurrentThread() == before ? clean + 1 : 0;
        }

        Assert.True(clean == 3, $"there is an allocation in the last three of {rounds} rounds of 20 passes");
    }
}
