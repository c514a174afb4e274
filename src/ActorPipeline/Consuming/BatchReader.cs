using ActorPipeline.Shuffling;

namespace ActorPipeline.Consuming;

/// <summary>A consumer that trains nothing: it shows each batch to its observers and returns it. How fast is the input alone?</summary>
public static class BatchReader
{
    /// <summary>The actor.</summary>
    /// <param name="observers">Who sees the batches.</param>
    public static ConsumerProps Props(IReadOnlyList<IBatchObserver> observers) =>
        new(context => Akka.Actor.Props.Create(() => new BatchReaderActor(context, observers)));
}

internal sealed class BatchReaderActor(ConsumerContext context, IReadOnlyList<IBatchObserver> observers) : ConsumerActor(context, observers)
{
    protected override void Consume(MiniBatch batch)
    {
        // its observers have seen it
    }

    protected override Consumed Report(ShuffleBuffer.OutOfRange end) => new(end);
}
