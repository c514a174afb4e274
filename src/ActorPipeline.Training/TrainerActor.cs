using System.Text;
using ActorPipeline.Checkpoints;
using ActorPipeline.Consuming;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Training;

/// <summary>The consumer that takes one training step for each batch.</summary>
internal sealed class TrainerActor : ConsumerActor, ICheckpointed
{
    private readonly Action<Trainer.Step> _stepped;
    private readonly ITrainer _trainer;
    private StepMetrics? _last;

    public TrainerActor(ConsumerContext context, Func<int, ITrainer> create, IReadOnlyList<IBatchObserver> observers, Action<Trainer.Step> stepped)
        : base(context, observers)
    {
        _stepped = stepped;
        _trainer = create(context.Features);
        if (context.From is { } from)
            Load(from);
    }

    /// <inheritdoc/>
    public string Part => Trainer.CheckpointPart;

    protected override IEnumerable<ICheckpointed> Checkpointed => [.. base.Checkpointed, this];

    /// <summary>The metrics of the last step, if there was one, then what the trainer saves.</summary>
    public void Save(Stream stream)
    {
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(_last is not null);
            writer.Write(_last?.Loss ?? 0);
            writer.Write(_last?.Accuracy ?? 0);
        }
        _trainer.Save(stream);
    }

    protected override void Consume(MiniBatch batch)
    {
        var metrics = _trainer.Step(batch.Features, batch.Labels);
        _last = metrics;
        _stepped(new Trainer.Step(batch.Step, batch.Count, metrics));
    }

    protected override Consumed Report(ShuffleBuffer.OutOfRange end) => new Trainer.Trained(end, _last, _trainer.WeightsHash(), Waited);

    protected override void PostStop() => _trainer.Dispose();

    private void Load(Checkpoint from)
    {
        using var part = from.Open(Part)
            ?? throw new TrainingException($"The checkpoint of step {from.Cursor.Steps} has no weights: it is one of a run that did not train.");
        _last = Trainer.ReadMetrics(part);
        _trainer.Load(part);
    }
}
