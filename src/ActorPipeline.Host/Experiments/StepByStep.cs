using ActorPipeline.Data;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>The tutorial's first experiment: one thread makes a batch, then trains on it.</summary>
internal sealed class StepByStep(ExperimentSetup setup) : IExperiment
{
    public string Name => "step by step";

    public string Description => "one thread makes a batch, then trains on it";

    public Task RunAsync(ITrainerFactory factory) => OwnThread.Run(() =>
    {
        using var records = new RecordReader(setup.Pipeline);
        var context = setup.ContextFor(records.Shape.Features);
        using var memory = BatchMemory.For(batches: 1, context.BatchSize, context.Features, (_, _) => factory.CreateSlot(context));
        using var trainer = factory.Create(context);
        var maker = new BatchMaker(records, setup.Pipeline.Decoder.Format, memory);
        while (maker.Next() is { } batch)
        {
            trainer.Step(batch);
            batch.ReturnMemory();
        }
    });
}
