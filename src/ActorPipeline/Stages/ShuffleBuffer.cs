using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stages D and E: row blocks in any order -> logical order -> seeded shuffle -> mini-batches. Whoever requests is a
/// consumer; it gets a <see cref="MiniBatch"/> for each unit of its credit, in the order of the requests, then <see cref="OutOfRange"/>.
/// </summary>
public static class ShuffleBuffer
{
    /// <summary>From a consumer, the sender: this many more batches, please.</summary>
    public sealed record Request(RunId Run, int Count);

    /// <summary>From the supervisor: end the stream before its end, with the batches that have been sent.</summary>
    public sealed record Finish(RunId Run, EndReason Cause);

    /// <summary>To the supervisor: the data ends the stream. What came before is sound, so the consumer gets the end behind its last batch.</summary>
    public sealed record Failed(RunId Run, PipelineException Cause);

    /// <summary>The stream has ended: after the last batch, and again to every later request.</summary>
    public sealed record OutOfRange(RunId Run, StreamEnd End);

    /// <summary>The stage's actor.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">How it orders, shuffles and batches.</param>
    /// <param name="layout">The layout of a row.</param>
    /// <param name="splitsPerEpoch">Splits in each epoch.</param>
    /// <param name="window">Blocks of one split that a reader may have on the way.</param>
    /// <param name="memory">Where the batches' memory comes from.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="from">The cursor to resume from, with what reads the rows it names; null: the beginning.</param>
    /// <exception cref="PipelineException">So many rows do not fit into the memory.</exception>
    internal static Props Props(RunId run, ShuffleSettings settings, RowLayout layout, long splitsPerEpoch, int window, BatchMemory memory, StageMeter meter,
        (StreamCursor Cursor, RestoreRows Restore)? from = null)
    {
        var (bytes, most) = (ShuffleSlab.BytesFor(settings.Capacity, layout.RowBytes), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (bytes > most)
            throw SettingsReader.Wrong("shuffle.capacity",
                $"at most {most / (bytes / settings.Capacity)} rows of {layout.RowBytes} bytes, which fit into the memory of this machine", settings.Capacity.ToString());
        var core = new ShuffleBufferCore(run, settings, layout.RowBytes, splitsPerEpoch, memory, from?.Cursor);
        return Akka.Actor.Props.Create(() => new ShuffleBufferActor(core, window, meter, from));
    }
}
