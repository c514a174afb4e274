using ActorPipeline.Data;
using ActorPipeline.Stages;

namespace ActorPipeline.Cluster.Tests;

/// <summary>Does something with each batch, on the consumer's thread.</summary>
internal sealed class Seen(Action<MiniBatch> see) : IBatchObserver
{
    public void Begin(ConsumerContext context)
    {
        // nothing to prepare
    }

    public void Observe(MiniBatch batch) => see(batch);

    public void Dispose()
    {
        // nothing to release
    }
}
