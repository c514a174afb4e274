using ActorPipeline.Settings;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training;

/// <summary>The tutorial's model, on the embedded CPU backend.</summary>
/// <param name="settings">Its hidden layer and how it learns.</param>
public sealed class TutorialTrainerFactory(TutorialModelSettings settings) : ITrainerFactory
{
    /// <inheritdoc/>
    public ITrainer Create(TrainerContext context)
    {
        if (context.Device == Device.Cuda)
            throw new TrainingException("device cuda: this build has no TorchSharp; scripts/setup --torch cuda, then build again.");
        try
        {
            return new TutorialModel(context.Features, settings);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            throw SettingsReader.Wrong("trainer.hidden-units",
                $"a number of units that fits into the memory with {context.Features} features", settings.HiddenUnits.ToString());
        }
    }
}
