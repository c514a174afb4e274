using ActorPipeline.Errors;
using ActorPipeline.Host.Running;
using ActorPipeline.Telemetry;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>The tutorial's third experiment: the whole pipeline, from its actor system's start on.</summary>
internal sealed class FullPipeline(ExperimentSetup setup) : IExperiment
{
    public string Name => "pipeline";

    public string Description => $"{setup.Pipeline.Reader.Readers} readers, {setup.Pipeline.Decoder.Decoders} decoders, shuffle, "
        + $"{setup.Pipeline.Shuffle.Prefetch} batches ahead";

    public async Task RunAsync(ITrainerFactory factory)
    {
        var trainer = Trainer.Props(setup.Trainer, factory, handlers: [], trainerEvent =>
        {
            if (trainerEvent is Trainer.Noted note)
                setup.Note(note.Text);
        });
        var result = await PipelineRun.RunAsync(setup.Settings, setup.Pipeline, from: null, trainer, new PipelineMeters(), setup.Message,
            CancellationToken.None);
        if (result.Failure is { } failure)
            throw new PipelineException(failure.Kind, failure.Message, failure.Cause);
    }
}
