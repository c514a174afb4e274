using ActorPipeline.Data;
using ActorPipeline.Stages;

namespace ActorPipeline.Cluster.Tests;

/// <summary>Does something with each batch, on the consumer's thread.</summary>
internal sealed class Seen(Action<MiniBatch> see) : IBatchHandler
{
    public void Handle(MiniBatch batch) => see(batch);
}
