using ActorPipeline.Flow;
using ActorPipeline.Shuffling;
using Akka.Actor;

namespace ActorPipeline.Consuming;

/// <summary>A consumer that trains nothing: it shows each batch to its observers and returns it. How fast is the input alone?</summary>
public static class BatchReader
{
    /// <summary>The actor.</summary>
    /// <param name="observers">Who sees the batches.</param>
    public static ConsumerProps Props(IReadOnlyList<IBatchObserver> observers) =>
        context => Akka.Actor.Props.Create(() => new BatchReaderActor(context, observers));
}

/// <summary><see cref="MiniBatch"/> -> observers; <see cref="ShuffleBuffer.OutOfRange"/> -> <see cref="Consumed"/>.</summary>
internal sealed class BatchReaderActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly IReadOnlyList<IBatchObserver> _observers;

    public BatchReaderActor(ConsumerContext context, IReadOnlyList<IBatchObserver> observers)
    {
        (_context, _observers) = (context, observers);
        var window = new DemandWindow(context.Batches);
        Receive<MiniBatch>(batch =>
        {
            try
            {
                foreach (var observer in _observers)
                    observer.Observe(batch);
                _context.Meter.Count(rows: batch.Count);
            }
            finally
            {
                batch.ReturnMemory();
            }
            if (window.Consume() is > 0 and var count)
                _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
        });
        Receive<ShuffleBuffer.OutOfRange>(end =>
        {
            _context.Supervisor.Tell(new Consumed(_context.Run, end));
            Become(() => { }); // the end comes again to each request that was under way
        });
    }

    protected override void PreStart()
    {
        foreach (var observer in _observers)
            observer.Begin(_context);
        _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, _context.Batches));
    }
}
