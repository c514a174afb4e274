using System.Runtime.InteropServices;
using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>
/// Makes trainers of TorchSharp modules: derive it, say which module and which optimizer, and <c>train --trainer</c> trains that, on a GPU
/// where <c>trainer.device</c> allows it and there is one. Loss and shapes are those of two classes unless said otherwise. The random
/// numbers of first weights and of random layers depend on <c>seed</c> alone.
/// </summary>
public abstract class TorchTrainerFactory : ITrainerFactory
{
    /// <summary>The model, on the CPU or already on its device; what it takes is <see cref="Input"/>'s.</summary>
    protected abstract nn.Module<Tensor, Tensor> CreateModule(TrainerContext context);

    /// <summary>The optimizer, of these parameters.</summary>
    protected abstract OptimizerHelper CreateOptimizer(TrainerContext context, IReadOnlyList<Parameter> parameters);

    /// <summary>
    /// The mean loss of the rows, from the model's output and the <see cref="Target"/>; sigmoid cross-entropy of logits unless overridden.
    /// </summary>
    protected virtual Loss<Tensor, Tensor, Tensor> CreateLoss(TrainerContext context) => nn.BCEWithLogitsLoss();

    /// <summary>
    /// The rate of each step; the optimizer's own unless overridden. <see cref="LearningRateSchedule.From"/> reads that of the settings.
    /// </summary>
    protected virtual LearningRateSchedule? CreateSchedule(TrainerContext context) => null;

    /// <summary>The batch as the module takes it; as it is, rows x features, unless overridden. To be valid for the step alone.</summary>
    protected virtual Tensor Input(Tensor features) => features;

    /// <summary>The labels as the loss takes them, from one float32 for each row; a column of them unless overridden.</summary>
    protected virtual Tensor Target(Tensor labels) => labels.unsqueeze(1);

    /// <summary>How many rows are classified correctly; of two classes, by the sign of a logit, unless overridden.</summary>
    /// <param name="output">The model's.</param>
    /// <param name="target">As <see cref="Target"/> gave it.</param>
    protected virtual Tensor CountCorrect(Tensor output, Tensor target) => output.gt(0).eq(target.gt(0.5)).sum();

    /// <inheritdoc/>
    public virtual void Check(SettingsReader settings) => _ = settings.Read<TorchSettings>();

    /// <summary>Begins to load libtorch; where <c>trainer.device</c> wants a GPU, waits for that, and checks that there is one.</summary>
    public virtual void Prepare(SettingsReader settings)
    {
        if (settings.Read<TrainingSettings>().Device == Training.Device.Cuda)
            _ = TorchRuntime.DeviceFor(Training.Device.Cuda); // loads it at once
        else
            TorchRuntime.BeginToLoad();
    }

    /// <inheritdoc/>
    public ITrainer Create(TrainerContext context)
    {
        var device = TorchRuntime.DeviceFor(context.Device);
        if (context.Device == Training.Device.Auto)
            context.Note(device.type == DeviceType.CUDA ? "device auto: the first GPU" : TorchRuntime.NoGpu);
        var seed = context.Settings.Read<OrderSettings>().Seed;
        try
        {
            using var _ = manual_seed(unchecked((long)seed));
            var module = CreateModule(context).to(device);
            var parameters = module.parameters().ToArray();
            var optimizer = CreateOptimizer(context, parameters);
            return new TorchTrainer(context.Features, module, CreateLoss(context).to(device), optimizer)
            {
                Input = Input,
                Target = Target,
                CountCorrect = CountCorrect,
                Schedule = CreateSchedule(context),
                Seed = seed,
                Threads = context.Settings.Read<TorchSettings>().Threads
                    ?? TorchRuntime.ThreadsFor(parameters.Sum(p => p.numel()), Environment.ProcessorCount),
            };
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, "making the model", context.BatchSize, context.Layout);
        }
    }

    /// <inheritdoc/>
    public BatchSlot CreateSlot(TrainerContext context)
    {
        var device = TorchRuntime.DeviceFor(context.Device);
        try
        {
            return new TorchSlot(context.BatchSize, context.Layout, device);
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, "memory for batches", context.BatchSize, context.Layout);
        }
    }
}
