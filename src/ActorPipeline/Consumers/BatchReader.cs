using ActorPipeline.Data;
using ActorPipeline.Stages;

namespace ActorPipeline.Consumers;

/// <summary>A consumer that trains nothing: it shows each batch to its observers and returns it. How fast is the input alone?</summary>
public static class BatchReader
{
    /// <summary>The actor.</summary>
    /// <param name="observers">Who sees the batches.</param>
    public static ConsumerProps Props(IReadOnlyList<IBatchObserver> observers) =>
        new(context => Akka.Actor.Props.Create(() => new BatchReaderActor(context, observers)));
}

internal sealed class BatchReaderActor : ConsumerActor
{
    private readonly RunId _run;

    public BatchReaderActor(ConsumerContext context, IReadOnlyList<IBatchObserver> observers)
        : base(context, observers) => _run = context.Run;

    protected override void Consume(MiniBatch batch)
    {
        // its observers have seen it
    }

    protected override Consumed Report(StreamEnd end) => new(_run, end);
}
