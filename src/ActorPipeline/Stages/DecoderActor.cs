using ActorPipeline.Data;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// <list type="table">
/// <item><term><see cref="RecordBlock"/></term><description>its first part, as a <see cref="RowBlock"/></description></item>
/// <item><term><see cref="Decoder.Continue"/></term><description>the block's next part</description></item>
/// <item><term><see cref="Decoder.Abandon"/></term><description>the blocks of the split are dropped</description></item>
/// </list>
/// A part that it failed on is tried again after the restart.
/// </summary>
internal sealed class DecoderActor : RestartableActor
{
    private readonly DecoderCore _core;
    private readonly IActorRef _shuffleBuffer;
    private readonly StageMeter _meter;
    private readonly OpenBlocks _open;
    private OpenBlock? _current;
    private bool _isRestarting;

    public DecoderActor(DecoderCore core, IActorRef shuffleBuffer, StageMeter meter, OpenBlocks open, Restarts restarts)
        : base(restarts)
    {
        (_core, _shuffleBuffer, _meter, _open) = (core, shuffleBuffer, meter, open);
        Receive<RecordBlock>(block => SendNextPart(_open.Add(block)));
        Receive<Decoder.Continue>(next =>
        {
            if (_open.Find(next.Split, next.Index) is { } open)
                SendNextPart(open);
        });
        Receive<Decoder.Abandon>(split => _open.CloseAll(split.Split));
    }

    protected override void PreRestart(Exception reason, object message)
    {
        _isRestarting = true;
        if (_current is { Block: var block })
            Self.Tell(new Decoder.Continue(block.Run, block.Split.Sequence, block.Index));
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        if (!_isRestarting)
            _open.CloseAll();
    }

    private void SendNextPart(OpenBlock open)
    {
        _current = open;
        var decoded = open.Decoded;
        RowBlock rows;
        using (_meter.Busy())
            rows = _core.Decode(open, Self);
        // Nothing fails between these: a part is still to be decoded, or it is with the shuffle buffer.
        _current = null;
        if (open.IsDone)
            _open.Close(open);
        // Behind the return: when the rows are consumed, the reader rents again.
        _shuffleBuffer.Tell(rows);
        Progressed();
        _meter.Count(rows: rows.Rows, bytes: open.Decoded - decoded);
    }
}
