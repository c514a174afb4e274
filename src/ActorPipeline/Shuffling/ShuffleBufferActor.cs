using ActorPipeline.Decoding;
using ActorPipeline.Flow;
using ActorPipeline.Reading;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Shuffling;

/// <summary>
/// <list type="table">
/// <item><term><see cref="RowBlock"/></term><description>kept until its turn in the logical order</description></item>
/// <item><term><see cref="ShuffleBuffer.Request"/></term><description>credit for batches; the sender is the consumer. Of another run: the end</description></item>
/// <item><term><see cref="ShuffleBuffer.Finish"/></term><description>the end, now</description></item>
/// </list>
/// </summary>
internal sealed class ShuffleBufferActor : ReceiveActor
{
    private const int BadRecordsNamed = 20;

    private readonly ShuffleBufferCore _core;
    private readonly ShuffleBuffer.Settings _settings;
    private readonly int _window;
    private readonly StageMeter _meter;
    private readonly Dictionary<long, DemandWindow> _windows = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _consumer = ActorRefs.Nobody;
    private long _badRecords;

    public ShuffleBufferActor(ShuffleBufferCore core, ShuffleBuffer.Settings settings, int window, StageMeter meter)
    {
        (_core, _settings, _window, _meter) = (core, settings, window, meter);
        Receive<RowBlock>(block =>
        {
            if (_core.TryAccept(block))
                GoOn();
            else
                block.ReturnMemory();
        });
        Receive<ShuffleBuffer.Request>(request => request.Run == _core.Run, request =>
        {
            _consumer = Sender;
            _core.Request(request.Count);
            GoOn();
        });
        Receive<ShuffleBuffer.Request>(stale => Sender.Tell(new ShuffleBuffer.OutOfRange(stale.Run, 0, 0, 0, 0, 0, 0, EndedBy.OutOfRange)));
        Receive<ShuffleBuffer.Finish>(finish => finish.Run == _core.Run, finish =>
        {
            _core.Finish(finish.Cause);
            GoOn();
        });
    }

    protected override void PostStop()
    {
        foreach (var held in _core.Abandon())
            held.ReturnMemory();
    }

    private void GoOn()
    {
        using var busy = _meter.Busy();
        while (_core.Next() is { } effect)
            Perform(effect);
    }

    private void Perform(ShuffleEffect effect)
    {
        switch (effect)
        {
            case ShuffleEffect.Emit(var batch):
                _meter.Count(rows: batch.Count);
                _consumer.Tell(batch);
                break;
            case ShuffleEffect.End(var message):
                _consumer.Tell(message);
                break;
            case ShuffleEffect.Consumed(var block):
                block.ReturnMemory();
                ReturnCredit(block); // last: it makes the reader rent
                break;
            case ShuffleEffect.Flaw(var block, var record):
                Judge(block, record);
                break;
        }
    }

    private void ReturnCredit(RowBlock block)
    {
        var split = block.Split.Sequence;
        if (block.IsLast)
        {
            _windows.Remove(split);
            block.Reader.Tell(new LineReader.Released(block.Run, split));
            return;
        }
        if (!_windows.TryGetValue(split, out var window))
            _windows.Add(split, window = new DemandWindow(_window));
        if (window.Consume() is > 0 and var count)
            block.Reader.Tell(new LineReader.Request(block.Run, split, count));
    }

    private void Judge(RowBlock block, BadRecord record)
    {
        _badRecords++;
        var tooMany = _badRecords > _settings.MaxBadRecords;
        if (_settings.OnBadRecord == BadRecordPolicy.Skip && !tooMany && _badRecords > BadRecordsNamed)
            return;
        var text = $"{block.Split.File.Path}:{LineNumbers.At(block.Split.File, record.Offset)}:{record.Column}: {record.Reason}";
        if (_settings.OnBadRecord == BadRecordPolicy.Fail)
            throw new PipelineException(FailureKind.Data, text);
        if (tooMany)
            throw new PipelineException(FailureKind.Data, $"{text} (bad record {_badRecords}; max-bad-records is {_settings.MaxBadRecords})");
        _log.Warning("{0} (skipped{1})", text, _badRecords == BadRecordsNamed ? "; further ones are counted only" : "");
    }
}
