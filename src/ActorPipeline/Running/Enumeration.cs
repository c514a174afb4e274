using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Formats;
using ActorPipeline.Memory;
using ActorPipeline.Order;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// A stream as its settings define it: the cores one after the other in one thread, without an actor or a socket. Whatever runs in parallel
/// gives these batches. It reads a block when the shuffle needs it, so it holds one.
/// </summary>
internal sealed class Enumeration : IDisposable
{
    private readonly PipelineSettings _settings;
    private readonly Action<string> _warn;
    private readonly EpochPlan _plan;
    private readonly ShuffleBufferCore _core;
    private readonly DecoderCore _decoder;
    private readonly BatchMemory _batches;
    private readonly BufferPool<byte> _records;
    private SplitFile? _file;
    private OpenBlock? _open;

    /// <param name="settings">What the stream is a function of.</param>
    /// <param name="batches">Batches that may be held at the same time.</param>
    /// <param name="from">The cursor to resume from; null: the beginning.</param>
    /// <param name="createSlot">Makes the memory of a batch; null: of arrays.</param>
    /// <param name="warn">Learns of each bad record that is left out; null: nobody does.</param>
    /// <exception cref="PipelineException">The settings do not fit the files, or a file cannot be read.</exception>
    public Enumeration(PipelineSettings settings, int batches = 1, StreamCursor? from = null, Func<int, RowLayout, BatchSlot>? createSlot = null,
        Action<string>? warn = null)
    {
        (_settings, _warn) = (settings, warn ?? (_ => { }));
        var found = FileSet.Find(settings.Files.Globs, settings.Files.HeaderLines);
        (Files, Schema) = (found.Files, settings.Decoder.Format.SchemaOf(found.FirstRecord.Span));
        _plan = new EpochPlan(Run, Files, settings.Files);
        var blockBytes = settings.Reader.BlockBytes;
        _records = new BufferPool<byte>("record blocks", 1, blockBytes);
        _decoder = new DecoderCore(Schema.CreateDecoder(), Decoder.RowMemory.For(1, blockBytes, settings.Decoder.RowBlockBytes, Schema));
        _batches = BatchMemory.For(batches, settings.Shuffle.BatchSize, Schema.Layout, createSlot);
        _core = new ShuffleBufferCore(Run, settings.Shuffle, Schema.Layout.RowBytes, _plan.SplitsPerEpoch, _batches, from);
        if (from is not null)
            new RowRestorer(Files, Schema, blockBytes).Read([.. from.Drawn, .. from.Waiting], _core.Restore, CancellationToken.None);
    }

    /// <summary>The run that its batches belong to.</summary>
    public RunId Run { get; } = RunId.New();

    /// <summary>Every file, in ordinal order of the paths.</summary>
    public IReadOnlyList<DataFile> Files { get; }

    /// <summary>How records become rows.</summary>
    public IRecordSchema Schema { get; }

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
        _open ??= new OpenBlock(ReadBlock(_core.Wanted!.Value));
        _core.TryAccept(_decoder.Decode(_open, ActorRefs.Nobody));
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
        var (offset, length, isLast) = _file.ReadBlock(split, new(wanted.Index, wanted.Offset ?? split.Start), memory.Value.AsSpan(0, _settings.Reader.BlockBytes));
        return new(split, wanted.Index, isLast, offset, memory, length, ActorRefs.Nobody);
    }
}
