using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage F, whoever it is: a trainer, or a reader of batches. A consumer requests <see cref="ConsumerContext.Batches"/> batches
/// from the shuffle buffer, one more for each that it has returned, and after <see cref="ShuffleBuffer.OutOfRange"/> tells the
/// supervisor <see cref="Consumed"/>. The supervisor stops it then.
/// </summary>
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
}

/// <summary>To the supervisor, once: every batch has been consumed.</summary>
/// <param name="Run">The run.</param>
/// <param name="End">The stream's end as it came.</param>
public record Consumed(RunId Run, StreamEnd End);

/// <summary>Sees every batch in stream order, on the consumer's thread, before it is trained on.</summary>
/// <remarks>One that is <see cref="ICheckpointed"/> too finds its part again in <see cref="ConsumerContext.From"/>.</remarks>
public interface IBatchObserver : IDisposable
{
    /// <summary>The first batch is about to come.</summary>
    void Begin(ConsumerContext context);

    /// <summary>One batch; its memory is valid until the return.</summary>
    void Observe(MiniBatch batch);
}
