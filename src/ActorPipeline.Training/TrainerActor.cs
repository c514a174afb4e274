using System.Diagnostics;
using ActorPipeline.Consuming;
using ActorPipeline.Flow;
using ActorPipeline.Shuffling;
using Akka.Actor;

namespace ActorPipeline.Training;

/// <summary><see cref="MiniBatch"/> -> one step; <see cref="ShuffleBuffer.OutOfRange"/> -> <see cref="Trainer.Trained"/>.</summary>
internal sealed class TrainerActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly IReadOnlyList<IBatchObserver> _observers;
    private readonly Action<Trainer.Step> _stepped;
    private readonly DemandWindow _window;
    private readonly ITrainer _trainer;
    private StepMetrics? _last;
    private long _ready;
    private long _waited;

    public TrainerActor(ConsumerContext context, Func<int, ITrainer> create, IReadOnlyList<IBatchObserver> observers, Action<Trainer.Step> stepped)
    {
        (_context, _observers, _stepped) = (context, observers, stepped);
        _window = new DemandWindow(context.Batches);
        _trainer = create(context.Features);
        Receive<MiniBatch>(Train);
        Receive<ShuffleBuffer.OutOfRange>(end => _context.Supervisor.Tell(
            new Trainer.Trained(_context.Run, end, _last, _trainer.WeightsHash(), Stopwatch.GetElapsedTime(0, _waited))));
    }

    protected override void PreStart()
    {
        foreach (var observer in _observers)
            observer.Begin(_context);
        _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, _context.Batches));
    }

    protected override void PostStop() => _trainer.Dispose();

    private void Train(MiniBatch batch)
    {
        if (_last is not null)
            _waited += Stopwatch.GetTimestamp() - _ready;
        try
        {
            using var busy = _context.Meter.Busy();
            foreach (var observer in _observers)
                observer.Observe(batch);
            var metrics = _trainer.Step(batch.Features, batch.Labels);
            _last = metrics;
            _context.Meter.Count(rows: batch.Count);
            _stepped(new Trainer.Step(batch.Step, batch.Count, metrics));
        }
        finally
        {
            batch.ReturnMemory();
        }
        if (_window.Consume() is > 0 and var count)
            _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
        _ready = Stopwatch.GetTimestamp();
    }
}
