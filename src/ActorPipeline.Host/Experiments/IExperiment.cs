using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Running;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>One way to feed a trainer. All of them read the same records of the same files with the same decoder.</summary>
internal interface IExperiment
{
    /// <summary>A word or two.</summary>
    string Name { get; }

    /// <summary>How it feeds.</summary>
    string Description { get; }

    /// <summary>Trains on as many batches as the settings say.</summary>
    /// <param name="factory">Makes the trainer, and the memory of its batches.</param>
    /// <exception cref="PipelineException">The data cannot be read, or the training failed.</exception>
    Task RunAsync(ITrainerFactory factory);
}

/// <summary>What all experiments have in common.</summary>
/// <param name="Settings">Every setting.</param>
/// <param name="Note">Takes a line of the trainer's, for the user.</param>
/// <param name="Message">Takes a warning or an error of the engine's.</param>
internal sealed record ExperimentSetup(EffectiveSettings Settings, Action<string> Note, Action<string> Message)
{
    /// <summary>The settings of the pipeline's stages.</summary>
    public PipelineSettings Pipeline { get; } = PipelineSettings.From(Settings.Reader);

    /// <summary>How the trainer trains.</summary>
    public Trainer.Settings Trainer { get; } = Training.Trainer.Settings.From(Settings.Reader);

    /// <summary>What a trainer for rows of a layout is made from.</summary>
    public TrainerContext ContextFor(RowLayout layout) => new(layout, Trainer.BatchSize, Trainer.Device, Trainer.Reader, Note);

    /// <summary>Makes the memory of batches as a trainer needs it.</summary>
    public Func<int, RowLayout, BatchSlot> CreateSlot(ITrainerFactory factory) => (_, layout) => factory.CreateSlot(ContextFor(layout));
}
