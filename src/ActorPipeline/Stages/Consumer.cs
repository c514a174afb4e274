using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage F, whatever takes the batches: a consumer requests <see cref="ConsumerContext.Batches"/> batches from the shuffle buffer, one more
/// for each that has been returned, and hands each to its <see cref="IBatchHandler"/>s. It takes the checkpoints, and waits for the evaluations.
/// After <see cref="ShuffleBuffer.OutOfRange"/> it tells the supervisor <see cref="Consumed"/>. The supervisor stops it then.
/// </summary>
public static class Consumer
{
    /// <summary>From a handler that keeps batches: the memory of one is back.</summary>
    public sealed record Returned
    {
        /// <summary>The only one.</summary>
        public static Returned Instance { get; } = new();
    }

    /// <summary>A consumer of these handlers. Without any it reads the batches and returns them: how fast is the input alone?</summary>
    /// <param name="handlers">They get each batch in this order.</param>
    /// <param name="dispatcher">Where it runs; null: where all actors do.</param>
    public static ConsumerProps Props(IReadOnlyList<IBatchHandler> handlers, string? dispatcher = null) => new(context =>
    {
        var props = Akka.Actor.Props.Create(() => new ConsumerActor(context, handlers));
        return dispatcher is null ? props : props.WithDispatcher(dispatcher);
    });
}

/// <summary>What the supervisor makes stage F from.</summary>
/// <param name="Create">The actor, from what it needs to know.</param>
public sealed record ConsumerProps(Func<ConsumerContext, Props> Create)
{
    /// <summary>Makes the memory of one batch of at most so many rows of a layout; of arrays unless the consumer wants another kind.</summary>
    public Func<int, RowLayout, BatchSlot> CreateSlot { get; init; } = (rows, layout) => new BatchSlot(rows, layout);

    /// <summary>It may take a checkpoint, or end the stream, whenever an epoch is over.</summary>
    public bool CursorAtEpochs { get; init; }
}

/// <summary>What a consumer is constructed with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Files">The files, so that the rows' origins have names.</param>
/// <param name="Layout">The layout of a row.</param>
/// <param name="Batches">Batches that may exist at the same time.</param>
/// <param name="ShuffleBuffer">Who gives batches.</param>
/// <param name="Supervisor">Who learns that the last one has been consumed.</param>
/// <param name="Meter">What the stage has done.</param>
public sealed record ConsumerContext(RunId Run, IReadOnlyList<DataFile> Files, RowLayout Layout, int Batches,
    IActorRef ShuffleBuffer, IActorRef Supervisor, StageMeter Meter)
{
    /// <summary>Where checkpoints go; null: there are none.</summary>
    public CheckpointTarget? Checkpoints { get; init; }

    /// <summary>The stream, and where it is before the run's first batch.</summary>
    public required Checkpoint Begin { get; init; }

    /// <summary>The checkpoint that the run goes on from; null: it begins.</summary>
    public Checkpoint? From { get; init; }

    /// <summary>The consumer itself, for its handlers.</summary>
    public IActorRef Consumer { get; init; } = ActorRefs.Nobody;
}

/// <summary>To the supervisor, once: every batch has been consumed.</summary>
/// <param name="Run">The run.</param>
/// <param name="End">The stream's end as it came.</param>
public record Consumed(RunId Run, StreamEnd End)
{
    /// <summary>How long the consumer waited for batches after the first one.</summary>
    public TimeSpan Waited { get; init; }
}
