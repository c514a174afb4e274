using ActorPipeline.Data;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Memory;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary><see cref="RecordBlock"/> -> <see cref="RowBlock"/>; a block that it failed on comes again after the restart.</summary>
internal sealed class DecoderActor : RestartableActor
{
    private readonly CsvDecoder _decoder;
    private readonly IActorRef _shuffleBuffer;
    private readonly Decoder.RowMemory _memory;
    private readonly StageMeter _meter;
    private RecordBlock? _current;

    public DecoderActor(CsvDecoder decoder, IActorRef shuffleBuffer, Decoder.RowMemory memory, StageMeter meter, Restarts restarts)
        : base(restarts)
    {
        (_decoder, _shuffleBuffer, _memory, _meter) = (decoder, shuffleBuffer, memory, meter);
        Receive<RecordBlock>(Decode);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (_current is not null)
            Self.Tell(_current);
        _current = null;
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _current?.ReturnMemory();

    private void Decode(RecordBlock block)
    {
        _current = block;
        var rows = RowsOf(block);
        // Nothing fails between these: a block is in hand, or its rows are with the shuffle buffer.
        _current = null;
        block.ReturnMemory();
        // Behind the return: when the rows are consumed, the reader rents again.
        _shuffleBuffer.Tell(rows);
        Progressed();
        _meter.Count(rows: rows.Rows, bytes: block.Length);
    }

    private RowBlock RowsOf(RecordBlock block)
    {
        Pooled<float[]>? values = null;
        Pooled<long[]>? offsets = null;
        try
        {
            values = _memory.Values.Rent();
            offsets = _memory.Offsets.Rent();
            using var busy = _meter.Busy();
            var decoded = _decoder.Decode(block.Lines, block.Offset, values.Value, offsets.Value);
            return new RowBlock(block.Split, block.Index, block.IsLast ? null : block.Offset + block.Length, decoded.Rows, values, offsets,
                decoded.BlankLines, decoded.Bad, block.Reader);
        }
        catch
        {
            values?.Return();
            offsets?.Return();
            throw;
        }
    }
}
