using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Stages;

/// <summary>
/// Does what its <see cref="ConsumerCore"/> decides.
/// <list type="table">
/// <item><term><see cref="MiniBatch"/></term><description>handled, in its turn, and returned; more are requested</description></item>
/// <item><term><see cref="Consumer.Returned"/></term><description>another one is requested, where a handler keeps batches</description></item>
/// <item><term><see cref="CheckpointWriter.Written"/></term><description>the next checkpoint may be taken</description></item>
/// <item><term><see cref="Evaluated"/></term><description>of the evaluation: handled on</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>the end, in its turn</description></item>
/// <item><term><see cref="Consumed"/></term><description>of the handlers, at the end: for the supervisor</description></item>
/// </list>
/// </summary>
internal sealed class ConsumerActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly IReadOnlyList<IBatchHandler> _handlers;
    private readonly IEvaluatingHandler? _evaluating;
    private readonly bool _keepsBatches;
    private readonly DemandWindow _window;
    private readonly CheckpointMaker? _checkpoints;
    private readonly ConsumerCore _core;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private long _ready, _waited;

    public ConsumerActor(ConsumerContext context, IReadOnlyList<IBatchHandler> handlers)
    {
        (_context, _handlers, _window) = (context with { Consumer = Self }, handlers, new DemandWindow(context.Batches));
        foreach (var handler in handlers)
            handler.Begin(_context);
        (_evaluating, _keepsBatches) = (handlers.OfType<IEvaluatingHandler>().SingleOrDefault(), handlers.Any(h => h.KeepsBatches));
        _checkpoints = context.Checkpoints is { } target ? new CheckpointMaker(target) : null;
        _core = new ConsumerCore(_checkpoints is not null, _evaluating?.Evaluations, context.From?.Cursor);
        On<MiniBatch>(_core.Add);
        On<ShuffleBuffer.OutOfRange>(message => _core.End(message.End));
        On<CheckpointWriter.Written>(_ => _core.Written());
        On<Evaluated>(evaluated =>
        {
            evaluated.Keep();
            _ready = Stopwatch.GetTimestamp();
            _core.Evaluated(_evaluating!.Evaluations!.Value);
        });
        Receive<Consumer.Returned>(_ => Request(1));
        Receive<Consumed>(context.Supervisor.Tell);
        Receive<Status.Failure>(failure => ExceptionDispatchInfo.Throw(failure.Cause));
    }

    protected override void PreStart()
    {
        Request(_context.Batches);
        PerformAll();
    }

    protected override void PostStop()
    {
        foreach (var batch in _core.Abandon())
            batch.ReturnMemory();
        foreach (var handler in _handlers)
            handler.Stop();
    }

    private void On<T>(Action<T> input) => Receive<T>(message =>
    {
        input(message);
        PerformAll();
    });

    private void PerformAll()
    {
        while (_core.Next() is { } effect)
        {
            Perform(effect);
            _ready = Stopwatch.GetTimestamp();
        }
    }

    private void Perform(ConsumerEffect effect)
    {
        switch (effect)
        {
            case ConsumerEffect.Consume(var batch):
                Consume(batch);
                break;
            case ConsumerEffect.Discard(var batch):
                batch.ReturnMemory();
                break;
            case ConsumerEffect.TakeCheckpoint(var cursor, var isBest):
                _checkpoints!.Take(cursor, _handlers.OfType<ICheckpointed>(), Self, isBest);
                break;
            case ConsumerEffect.PassOver(var step):
                _log.Warning("step {0}: no checkpoint, since the one before it is still being written; a larger checkpoint.every would fit the disk. "
                    + "Further ones that are passed over are counted only", step);
                break;
            case ConsumerEffect.Evaluate(var epoch, var step):
                _evaluating!.Evaluate(Context, epoch, step).PipeTo(Self, success: keep => new Evaluated(keep));
                break;
            case ConsumerEffect.StopEvaluation:
                _evaluating!.StopEvaluation();
                break;
            case ConsumerEffect.FinishStream(var reason):
                _context.ShuffleBuffer.Tell(new ShuffleBuffer.Finish(_context.Run, reason));
                break;
            case ConsumerEffect.Report(var end):
                if (_core.PassedOver > 1)
                    _log.Warning("{0} checkpoints were passed over, each because the one before it was still being written", _core.PassedOver);
                Complete(new Consumed(_context.Run, end) { Waited = Stopwatch.GetElapsedTime(0, _waited) }).PipeTo(Self);
                break;
        }
    }

    private void Consume(MiniBatch batch)
    {
        if (_ready > 0)
            _waited += Stopwatch.GetTimestamp() - _ready;
        using var busy = _context.Meter.Busy();
        try
        {
            foreach (var handler in _handlers)
                handler.Handle(batch);
        }
        finally
        {
            if (!_keepsBatches)
                batch.ReturnMemory();
        }
        _context.Meter.Count(rows: batch.Count);
        if (!_keepsBatches && _window.Consume() is > 0 and var more)
            Request(more);
    }

    private async Task<Consumed> Complete(Consumed consumed)
    {
        foreach (var handler in _handlers)
            consumed = await handler.Complete(consumed);
        return consumed;
    }

    private void Request(int count) => _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));

    private sealed record Evaluated(Action Keep);
}
