using ActorPipeline.Settings;
using ActorPipeline.Shuffling;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training;

/// <summary>What computes the tutorial's model.</summary>
public enum TutorialBackend
{
    /// <summary>TorchSharp on a GPU, the embedded backend on the CPU.</summary>
    Auto,

    /// <summary>The embedded backend, which is for the CPU alone: the same weights, bit for bit, on any machine.</summary>
    Embedded,

    /// <summary>TorchSharp, on either.</summary>
    Torch,
}

/// <summary>The tutorial's model.</summary>
/// <param name="settings">Its hidden layer and how it learns.</param>
/// <param name="backend">What computes it.</param>
public sealed class TutorialTrainerFactory(TutorialModelSettings settings, TutorialBackend backend = TutorialBackend.Auto) : ITrainerFactory
{
    /// <inheritdoc/>
    public ITrainer Create(TrainerContext context)
    {
        try
        {
            return Choose(context).Create(context);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            throw SettingsReader.Wrong("trainer.hidden-units",
                $"a number of units that fits into the memory with {context.Features} features", settings.HiddenUnits.ToString());
        }
    }

    /// <inheritdoc/>
    public BatchSlot CreateSlot(TrainerContext context) => Choose(context with { Note = _ => { } }).CreateSlot(context);

    private ITrainerFactory Choose(TrainerContext context) => (backend, context.Device) switch
    {
        (TutorialBackend.Embedded, Device.Cuda) =>
            throw new TrainingException("device cuda: the embedded backend computes on the CPU; trainer.backend = torch uses a GPU."),
        (TutorialBackend.Embedded, _) or (TutorialBackend.Auto, Device.Cpu) => OnEmbedded(),
        (TutorialBackend.Auto, Device.Auto) => OnGpuOrEmbedded(context.Note),
        (TutorialBackend.Auto, _) => OnTorch("device cuda"),
        _ => OnTorch("trainer.backend = torch"),
    };

    private ITrainerFactory OnEmbedded() => TrainerFactory.Of(context => new TutorialModel(context.Features, settings));

#if TORCH
    private ITrainerFactory OnTorch(string _) => new Torch.TutorialTorchFactory(settings);

    private ITrainerFactory OnGpuOrEmbedded(Action<string> note)
    {
        try
        {
            if (Torch.TorchRuntime.HasGpu())
                return OnTorch("");
            note(Torch.TorchRuntime.NoGpu);
        }
        catch (TrainingException e)
        {
            note($"device auto: the CPU, since {e.Message}");
        }
        return OnEmbedded();
    }
#else
    private static ITrainerFactory OnTorch(string wish) =>
        throw new TrainingException($"{wish}: this build has no TorchSharp; scripts/setup --torch cuda, or cpu, then build again.");

    private ITrainerFactory OnGpuOrEmbedded(Action<string> _) => OnEmbedded();
#endif
}
