using ActorPipeline.Checkpoints;
using ActorPipeline.Decoding;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Shuffling;

/// <summary>Why a stream ended.</summary>
public enum EndedBy
{
    /// <summary>The last epoch is over.</summary>
    OutOfRange,

    /// <summary>It has as many batches as were asked for.</summary>
    MaxSteps,

    /// <summary>It was told to stop.</summary>
    Signal,

    /// <summary>Going on would not have made the model better.</summary>
    EarlyStop,

    /// <summary>Something failed.</summary>
    Failure,
}

/// <summary>What becomes of the rows still waiting when an epoch's input has ended.</summary>
public enum EpochBoundary
{
    /// <summary>They leave among the next epoch's.</summary>
    Mix,

    /// <summary>They leave before the next epoch's enter.</summary>
    Drain,
}

/// <summary>What a bad record does.</summary>
public enum BadRecordPolicy
{
    /// <summary>It ends the run.</summary>
    Fail,

    /// <summary>It is left out and counted.</summary>
    Skip,
}

/// <summary>
/// Stages D and E: row blocks in any order -> logical order -> seeded shuffle -> mini-batches. Whoever requests is the
/// consumer; it gets a <see cref="MiniBatch"/> for each unit of credit, then <see cref="OutOfRange"/>.
/// </summary>
public static class ShuffleBuffer
{
    /// <summary>From the consumer: this many more batches, please.</summary>
    public sealed record Request(RunId Run, int Count);

    /// <summary>From the supervisor: end the stream before its end, with the batches that have been sent.</summary>
    public sealed record Finish(RunId Run, EndedBy Cause);

    /// <summary>To the supervisor: the data ends the stream. What came before is sound, so the consumer gets the end behind its last batch.</summary>
    public sealed record Failed(RunId Run, PipelineException Cause);

    /// <summary>The stream has ended: after the last batch, and again to every later request.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Steps">Batches sent.</param>
    /// <param name="Rows">Rows in them.</param>
    /// <param name="LastBatchSize">Rows of the last one; 0 if there was none.</param>
    /// <param name="Epochs">Epochs of which every row has been taken in.</param>
    /// <param name="BadRecords">Records left out because they are not what the format says.</param>
    /// <param name="BlankLines">Lines left out because they are blank.</param>
    /// <param name="EndedBy">Why it ended.</param>
    public sealed record OutOfRange(
        RunId Run, long Steps, long Rows, int LastBatchSize, int Epochs, long BadRecords, long BlankLines, EndedBy EndedBy)
    {
        /// <summary>Where the stream is; null in the answer to a request of another run.</summary>
        public StreamCursor? Cursor { get; init; }
    }

    /// <summary>How rows are ordered, shuffled and batched.</summary>
    /// <param name="Seed">Seeds the draws.</param>
    /// <param name="Epochs">Epochs in the stream; null: endless.</param>
    /// <param name="Interleave">Splits taken in turn.</param>
    /// <param name="MinAfterDequeue">Rows that stay behind whenever one leaves.</param>
    /// <param name="Capacity">Rows that wait at most.</param>
    /// <param name="Boundary">What becomes of waiting rows at an epoch's end.</param>
    /// <param name="BatchSize">Rows in a batch.</param>
    /// <param name="AllowSmallerFinalBatch">What remains at the end is a batch.</param>
    /// <param name="MaxSteps">Batches in the stream at most; null: all.</param>
    /// <param name="Prefetch">Batches gathered ahead of the one being trained on.</param>
    /// <param name="OnBadRecord">What a bad record does.</param>
    /// <param name="MaxBadRecords">Bad records left out at most; null: any number.</param>
    public sealed record Settings(ulong Seed, int? Epochs, int Interleave, int MinAfterDequeue, int Capacity, EpochBoundary Boundary,
        int BatchSize, bool AllowSmallerFinalBatch, int? MaxSteps, int Prefetch, BadRecordPolicy OnBadRecord, int? MaxBadRecords)
    {
        /// <summary>Every so many batches one carries a cursor; null: none does.</summary>
        public int? CursorEvery { get; init; }

        /// <summary>The batch with which an epoch is over carries a cursor.</summary>
        public bool CursorAtEpochs { get; init; }

        /// <summary>Batches that may exist at the same time: those prefetched and the one being trained on.</summary>
        public int Batches => Prefetch + 1;

        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader)
        {
            var batchSize = reader.Integer("shuffle.batch-size", min: 1);
            var minAfterDequeue = reader.Integer("shuffle.min-after-dequeue", min: 0);
            var capacity = reader.IntegerOr("auto", "shuffle.capacity", min: 1) ?? (int)Math.Min(minAfterDequeue + 3L * batchSize, Array.MaxLength);
            if (capacity <= minAfterDequeue)
                throw SettingsReader.Wrong("shuffle.capacity", $"more than min-after-dequeue, {minAfterDequeue}", capacity.ToString());
            // A buffer of one row has no choice which one leaves.
            var shuffled = reader.Flag("shuffle.enabled");
            return new(reader.Seed("seed"), reader.IntegerOr("endless", "epochs", min: 1), reader.Integer("interleave", min: 1),
                shuffled ? minAfterDequeue : 0, shuffled ? capacity : 1, reader.Word<EpochBoundary>("shuffle.epoch-boundary"),
                batchSize, reader.Flag("shuffle.allow-smaller-final-batch"), reader.IntegerOr("unlimited", "max-steps", min: 1),
                reader.Integer("shuffle.prefetch", min: 1), reader.Word<BadRecordPolicy>("decoder.on-bad-record"),
                reader.IntegerOr("unlimited", "decoder.max-bad-records", min: 0));
        }
    }

    /// <summary>The stage's actor.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">How it orders, shuffles and batches.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <param name="splitsPerEpoch">Splits in each epoch.</param>
    /// <param name="window">Blocks of one split that a reader may have on the way.</param>
    /// <param name="memory">Where the batches' memory comes from.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="from">Where to go on, with what reads the rows it names; null: at the begin.</param>
    /// <exception cref="PipelineException">So many rows do not fit into one array.</exception>
    internal static Props Props(RunId run, Settings settings, RecordShape shape, long splitsPerEpoch, int window, BatchMemory memory, StageMeter meter,
        (StreamCursor Cursor, RowRestorer Rows)? from = null)
    {
        if ((long)settings.Capacity * shape.RowLength > Array.MaxLength)
            throw SettingsReader.Wrong("shuffle.capacity", $"at most {Array.MaxLength / shape.RowLength} rows of {shape.RowLength} floats", settings.Capacity.ToString());
        var core = new ShuffleBufferCore(run, settings, shape.Features, splitsPerEpoch, memory, from?.Cursor);
        return Akka.Actor.Props.Create(() => new ShuffleBufferActor(core, settings, window, meter, from));
    }
}
