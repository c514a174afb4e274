using ActorPipeline.Reading;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Decoding;

/// <summary><see cref="LineBlock"/> -> <see cref="RowBlock"/>; a block that it failed on comes again after the restart.</summary>
internal sealed class DecoderActor : ReceiveActor
{
    private readonly CsvDecoder _decoder;
    private readonly IActorRef _shuffleBuffer;
    private readonly Decoder.RowMemory _memory;
    private readonly StageMeter _meter;
    private LineBlock? _inHand;

    public DecoderActor(CsvDecoder decoder, IActorRef shuffleBuffer, Decoder.RowMemory memory, StageMeter meter)
    {
        (_decoder, _shuffleBuffer, _memory, _meter) = (decoder, shuffleBuffer, memory, meter);
        Receive<LineBlock>(Decode);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (_inHand is not null)
            Self.Tell(_inHand);
        _inHand = null;
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _inHand?.ReturnMemory();

    private void Decode(LineBlock block)
    {
        using var busy = _meter.Busy();
        _inHand = block;
        var values = _memory.Values.Rent();
        var offsets = _memory.Offsets.Rent();
        DecodedLines decoded;
        try
        {
            decoded = _decoder.Decode(block.Lines, block.Offset, values.Array, offsets.Array);
        }
        catch
        {
            values.Return();
            offsets.Return();
            throw;
        }
        _inHand = null;
        block.ReturnMemory();
        _meter.Count(rows: decoded.Rows, bytes: block.Length);
        // Last: when the rows are consumed, the reader rents again.
        _shuffleBuffer.Tell(new RowBlock(
            block.Split, block.Index, block.IsLast ? null : block.Offset + block.Length, decoded.Rows, values, offsets, decoded.BlankLines, decoded.Bad, block.Reader));
    }
}
