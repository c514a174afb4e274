using ActorPipeline.Training.Cpu;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Training.Torch;

/// <summary>The tutorial's model on TorchSharp.</summary>
/// <param name="settings">Its hidden layer and how it learns.</param>
internal sealed class TutorialTorchFactory(TutorialModelSettings settings) : TorchTrainerFactory
{
    protected override nn.Module<Tensor, Tensor> CreateModule(TrainerContext context) =>
        new TutorialModule(context.Features, settings.HiddenUnits, settings.Seed, TorchRuntime.DeviceFor(context.Device));

    protected override OptimizerHelper CreateOptimizer(TrainerContext context, IReadOnlyList<Parameter> parameters) =>
        optim.SGD(parameters, settings.LearningRate.RateAt(1), settings.Momentum);

    protected override LearningRateSchedule CreateSchedule(TrainerContext context) => settings.LearningRate;
}
