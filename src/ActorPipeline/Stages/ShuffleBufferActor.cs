using System.Runtime.ExceptionServices;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Stages;

/// <summary>
/// <list type="table">
/// <item><term><see cref="RowBlock"/></term><description>kept until its turn in the logical order</description></item>
/// <item><term><see cref="ShuffleBuffer.Request"/></term><description>credit for batches, of the consumer that sent it. Of another run: the end</description></item>
/// <item><term><see cref="ShuffleBuffer.Finish"/></term><description>the end, now</description></item>
/// </list>
/// Where it goes on from a cursor, all of these wait until its rows have been read again.
/// </summary>
internal sealed class ShuffleBufferActor : ReceiveActor, IWithUnboundedStash
{
    private readonly ShuffleBufferCore _core;
    private readonly int _window;
    private readonly StageMeter _meter;
    private readonly Dictionary<long, SplitCredit> _credits = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopped = new();
    private readonly (StreamCursor Cursor, RestoreRows Restore)? _from;
    private readonly Queue<IActorRef> _requests = new(); // who gets the next batches, one entry for each
    private readonly HashSet<IActorRef> _consumers = []; // who is to be told the end

    public ShuffleBufferActor(ShuffleBufferCore core, int window, StageMeter meter,
        (StreamCursor Cursor, RestoreRows Restore)? from)
    {
        (_core, _window, _meter, _from) = (core, window, meter, from);
        Become(from is null ? Running : Restoring);
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart()
    {
        if (_from is var (cursor, restore))
            restore([.. cursor.Drawn, .. cursor.Waiting], _core.Restore, _stopped.Token).PipeTo(Self, success: () => Restored.Instance);
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        foreach (var held in _core.Abandon())
            held.ReturnMemory();
    }

    private void Restoring()
    {
        Receive<Restored>(_ =>
        {
            Become(Running);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure => ExceptionDispatchInfo.Throw(failure.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private void Running()
    {
        Receive<RowBlock>(block =>
        {
            if (_core.TryAccept(block))
                Resume();
            else
                block.ReturnMemory();
        });
        Receive<ShuffleBuffer.Request>(request => request.Run == _core.Run, request =>
        {
            _consumers.Add(Sender);
            for (var i = 0; i < request.Count; i++)
                _requests.Enqueue(Sender);
            _core.Request(request.Count);
            Resume();
        });
        Receive<ShuffleBuffer.Request>(stale => Sender.Tell(new ShuffleBuffer.OutOfRange(stale.Run, StreamEnd.OfAnotherRun)));
        Receive<ShuffleBuffer.Finish>(finish => finish.Run == _core.Run, finish =>
        {
            _core.Finish(finish.Cause);
            Resume();
        });
    }

    private void Resume()
    {
        using var busy = _meter.Busy();
        try
        {
            PerformAll();
        }
        catch (PipelineException cause) // it is about the user's data: what came before it is sound
        {
            Context.Parent.Tell(new ShuffleBuffer.Failed(_core.Run, cause));
            _core.Finish(EndReason.Failure);
            PerformAll();
        }
    }

    private void PerformAll()
    {
        while (_core.Next() is { } effect)
            Perform(effect);
    }

    private void Perform(ShuffleEffect effect)
    {
        switch (effect)
        {
            case ShuffleEffect.Emit(var batch):
                _meter.Count(rows: batch.Count);
                batch.Slot.Filled(batch.Count);
                _requests.Dequeue().Tell(batch);
                break;
            case ShuffleEffect.End(var end):
                foreach (var consumer in _consumers)
                    consumer.Tell(new ShuffleBuffer.OutOfRange(_core.Run, end));
                _consumers.Clear();
                break;
            case ShuffleEffect.Consumed(var block):
                block.ReturnMemory();
                ReturnCredit(block); // last: it makes the reader or the decoder rent
                break;
            case ShuffleEffect.Warn(var text):
                _log.Warning("{0}", text);
                break;
        }
    }

    private void ReturnCredit(RowBlock block)
    {
        var split = block.Split.Sequence;
        if (block.IsLast)
        {
            _credits.Remove(split);
            block.Reader.Tell(new LineReader.Released(block.Run, split));
            return;
        }
        if (!_credits.TryGetValue(split, out var credit))
            _credits.Add(split, credit = new SplitCredit(_window));
        credit.Return(block);
    }

    private sealed record Restored
    {
        public static Restored Instance { get; } = new();
    }
}
