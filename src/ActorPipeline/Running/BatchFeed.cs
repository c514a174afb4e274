using ActorPipeline.Data;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// Gives the batches to readers by <c>await foreach</c>, which return them. The end is reported when a reader has come to it. Another batch is
/// requested for each that comes back, not for several at once: a reader may hold its batch until another reader has got one.
/// </summary>
/// <param name="batches">Where the readers take the batches from.</param>
/// <param name="after">The batches up to this step are left out: they were read before.</param>
internal sealed class BatchFeed(BatchQueue batches, long after) : IBatchHandler
{
    private IActorRef _consumer = ActorRefs.Nobody;

    public bool KeepsBatches => true;

    public void Begin(ConsumerContext context)
    {
        _consumer = context.Consumer;
        batches.Open(_consumer, context.Begin);
    }

    public void Handle(MiniBatch batch)
    {
        if (batch.Step > after)
        {
            batches.Add(batch);
            return;
        }
        batch.ReturnMemory();
        _consumer.Tell(Consumer.Returned.Instance);
    }

    public async Task<Consumed> Complete(Consumed consumed)
    {
        batches.Complete();
        await batches.Done.ConfigureAwait(false);
        return consumed;
    }
}
