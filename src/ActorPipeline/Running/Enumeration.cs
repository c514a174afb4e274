using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Memory;
using ActorPipeline.Order;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// A stream as its settings define it: the cores one after the other in one thread, without an actor or a socket. Whatever runs in parallel
/// gives these batches. It reads a block when the shuffle needs it, so it holds one.
/// </summary>
public sealed class Enumeration : IDisposable
{
    private readonly Action<string> _warn;
    private readonly PipelineMeters _meters;
    private readonly EpochPlan _plan;
    private readonly ShuffleBufferCore _core;
    private readonly DecoderCore _decoder;
    private readonly BatchMemory _batches;
    private readonly BufferPool<byte> _records;
    private SplitFile? _file;
    private OpenBlock? _open;

    /// <param name="settings">What the stream is a function of.</param>
    /// <param name="batches">Batches that may be held at the same time.</param>
    /// <param name="from">The checkpoint of this stream to resume from; null: the beginning.</param>
    /// <param name="createSlot">Makes the memory of a batch; null: of arrays.</param>
    /// <param name="warn">Learns of each bad record that is left out; null: nobody does.</param>
    /// <param name="meters">What it has read and decoded; null: nobody wants to know.</param>
    /// <exception cref="PipelineException">The settings do not fit the files or the checkpoint, or a file cannot be read.</exception>
    public Enumeration(PipelineSettings settings, int batches = 1, Checkpoint? from = null, Func<int, RowLayout, BatchSlot>? createSlot = null,
        Action<string>? warn = null, PipelineMeters? meters = null)
    {
        (_warn, _meters) = (warn ?? (_ => { }), meters ?? new PipelineMeters());
        var found = FileSet.Find(settings.Files.Globs, settings.Files.HeaderLines);
        (Files, Schema) = (found.Files, settings.Decoder.Format.SchemaOf(found.FirstRecord.Span));
        _plan = new EpochPlan(Run, Files, settings.Files);
        var identity = settings.IdentityOf(Files);
        from?.Expect(identity);
        Start = from ?? Checkpoint.Of(identity, ShuffleBufferCore.InitialCursor(settings.Shuffle, _plan.SplitsPerEpoch));
        var blockBytes = settings.Reader.BlockBytes;
        _records = new BufferPool<byte>("record blocks", 1, blockBytes);
        var rows = Decoder.RowMemory.For(1, blockBytes, settings.Decoder.RowBlockBytes, Schema);
        _decoder = new DecoderCore(Schema.CreateDecoder(), rows);
        _batches = BatchMemory.For(batches, settings.Shuffle.BatchSize, Schema.Layout, createSlot);
        _core = new ShuffleBufferCore(Run, settings.Shuffle, Schema.Layout.RowBytes, _plan.SplitsPerEpoch, _batches, from?.Cursor);
        if (from?.Cursor is { } cursor)
            new RowRestorer(Files, Schema, blockBytes).Read([.. cursor.Drawn, .. cursor.Waiting], _core.Restore, CancellationToken.None);
        _meters.BytesHeld = new PipelineBuffers([_records, rows.Rows, rows.Offsets], _batches,
            ShuffleSlab.BytesFor(settings.Shuffle.Capacity, Schema.Layout.RowBytes)).Bytes;
    }

    /// <summary>The run that its batches belong to.</summary>
    public RunId Run { get; } = RunId.New();

    /// <summary>Every file, in ordinal order of the paths.</summary>
    public IReadOnlyList<DataFile> Files { get; }

    /// <summary>How records become rows.</summary>
    public IRecordSchema Schema { get; }

    /// <summary>The stream, and where it is before the first batch.</summary>
    public Checkpoint Start { get; }

    /// <summary>How the stream ended; null before that.</summary>
    public StreamEnd? End { get; private set; }

    /// <summary>The next batch, whose memory the caller returns; null at the end of the stream.</summary>
    /// <exception cref="PipelineException">A file cannot be read, a record is bad, or an epoch gives no batch.</exception>
    public MiniBatch? Next()
    {
        _core.Request(1);
        while (true)
        {
            switch (_core.Next())
            {
                case ShuffleEffect.Emit(var batch):
                    batch.Slot.Filled(batch.Count);
                    return batch;
                case ShuffleEffect.End(var end):
                    End = end;
                    return null;
                case ShuffleEffect.Warn(var text):
                    _warn(text);
                    break;
                case ShuffleEffect.Consumed(var block):
                    block.ReturnMemory();
                    break;
                default:
                    ReadNext();
                    break;
            }
        }
    }

    /// <summary>Ends the stream behind the last batch.</summary>
    public void Stop() => _core.Finish(EndReason.Signal);

    /// <summary>Closes the file, and releases the batches' memory.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        foreach (var held in _core.Abandon())
            held.ReturnMemory();
        if (_batches.Outstanding == 0)
            _batches.Dispose();
    }

    private void ReadNext()
    {
        using (_meters.Reader.Busy())
            _open ??= new OpenBlock(ReadBlock(_core.Wanted!.Value));
        RowBlock part;
        using (_meters.Decoder.Busy())
            part = _decoder.Decode(_open, ActorRefs.Nobody);
        _meters.Decoder.Count(rows: part.Rows);
        _core.TryAccept(part);
        if (!_open.IsDone)
            return;
        _open.Block.ReturnMemory();
        _open = null;
    }

    private RecordBlock ReadBlock(SplitProgress wanted)
    {
        var split = _plan.At(wanted.Split)!;
        if (_file?.File != split.File)
        {
            _file?.Dispose();
            _file = new SplitFile(split.File);
        }
        var memory = _records.Rent();
        var (offset, length, isLast) = _file.ReadBlock(split, new(wanted.Index, wanted.Offset ?? split.Start), memory.Value);
        _meters.Reader.Count(bytes: length);
        return new(split, wanted.Index, isLast, offset, memory, length, ActorRefs.Nobody);
    }
}
