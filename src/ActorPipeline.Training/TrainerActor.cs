using ActorPipeline.Consuming;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Training;

/// <summary>The consumer that takes one training step for each batch.</summary>
internal sealed class TrainerActor : ConsumerActor
{
    private readonly Action<Trainer.Step> _stepped;
    private readonly ITrainer _trainer;
    private StepMetrics? _last;

    public TrainerActor(ConsumerContext context, Func<int, ITrainer> create, IReadOnlyList<IBatchObserver> observers, Action<Trainer.Step> stepped)
        : base(context, observers)
    {
        _stepped = stepped;
        _trainer = create(context.Features);
    }

    protected override void Consume(MiniBatch batch)
    {
        var metrics = _trainer.Step(batch.Features, batch.Labels);
        _last = metrics;
        _stepped(new Trainer.Step(batch.Step, batch.Count, metrics));
    }

    protected override Consumed Report(ShuffleBuffer.OutOfRange end) => new Trainer.Trained(end, _last, _trainer.WeightsHash(), Waited);

    protected override void PostStop() => _trainer.Dispose();
}
