using ActorPipeline.Consumers;
using ActorPipeline.Stages;

namespace ActorPipeline.Tests.Laws;

public class BatchReaderLawsSpec : ConsumerLaws
{
    protected override ConsumerProps Consumer(IBatchObserver observer) => BatchReader.Props([observer]);
}
