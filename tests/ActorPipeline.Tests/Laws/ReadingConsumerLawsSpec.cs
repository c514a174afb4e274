using ActorPipeline.Stages;

namespace ActorPipeline.Tests.Laws;

public class ReadingConsumerLawsSpec : ConsumerLaws
{
    protected override ConsumerProps CreateConsumer(IBatchHandler handler) => Consumer.Props([handler]);
}
