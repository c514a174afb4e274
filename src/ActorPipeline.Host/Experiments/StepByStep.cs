using ActorPipeline.Running;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>The tutorial's first experiment: one thread makes a batch, then trains on it.</summary>
internal sealed class StepByStep(ExperimentSetup setup) : IExperiment
{
    public string Name => "step by step";

    public string Description => "one thread makes a batch, then trains on it";

    public Task RunAsync(ITrainerFactory factory) => OwnThread.Run(() =>
    {
        using var batches = new Enumeration(setup.Pipeline, createSlot: setup.CreateSlot(factory));
        using var trainer = factory.Create(setup.ContextFor(batches.Schema.Layout));
        while (batches.Next() is { } batch)
        {
            trainer.Step(batch);
            batch.ReturnMemory();
        }
    });
}
