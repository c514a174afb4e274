using System.Diagnostics;
using ActorPipeline.Flow;
using ActorPipeline.Shuffling;
using Akka.Actor;

namespace ActorPipeline.Consuming;

/// <summary>
/// What every consumer says to the shuffle buffer and to the supervisor; what a batch is for is the derived actor's.
/// <list type="table">
/// <item><term><see cref="MiniBatch"/></term><description>shown to the observers, consumed, returned; more are requested</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>reported to the supervisor, once</description></item>
/// </list>
/// </summary>
public abstract class ConsumerActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly IReadOnlyList<IBatchObserver> _observers;
    private readonly DemandWindow _window;
    private long _ready;
    private long _waited;

    /// <param name="context">What the consumer needs to know.</param>
    /// <param name="observers">Who sees each batch before it is consumed.</param>
    protected ConsumerActor(ConsumerContext context, IReadOnlyList<IBatchObserver> observers)
    {
        (_context, _observers) = (context, observers);
        _window = new DemandWindow(context.Batches);
        Receive<MiniBatch>(Receive);
        Receive<ShuffleBuffer.OutOfRange>(end =>
        {
            _context.Supervisor.Tell(Report(end));
            Become(() => { }); // the end comes again to each request that was under way
        });
    }

    /// <summary>How long it waited for batches, after the first one.</summary>
    protected TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <summary>Consumes a batch; its memory is valid until the return.</summary>
    protected abstract void Consume(MiniBatch batch);

    /// <summary>What the supervisor learns at the end.</summary>
    protected abstract Consumed Report(ShuffleBuffer.OutOfRange end);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var observer in _observers)
            observer.Begin(_context);
        Request(_context.Batches);
    }

    private void Receive(MiniBatch batch)
    {
        if (_ready > 0)
            _waited += Stopwatch.GetTimestamp() - _ready;
        try
        {
            using var busy = _context.Meter.Busy();
            foreach (var observer in _observers)
                observer.Observe(batch);
            Consume(batch);
            _context.Meter.Count(rows: batch.Count);
        }
        finally
        {
            batch.ReturnMemory();
        }
        if (_window.Consume() is > 0 and var count)
            Request(count);
        _ready = Stopwatch.GetTimestamp();
    }

    private void Request(int count) => _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
}
