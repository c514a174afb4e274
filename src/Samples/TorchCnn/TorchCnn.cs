using ActorPipeline.Torch;
using ActorPipeline.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Samples;

/// <summary>What <c>train --trainer TorchCnn.dll</c> finds: a convolutional network over rows that are images.</summary>
public sealed class TorchCnnFactory : TorchTrainerFactory
{
    private const int Side = 32;

    protected override nn.Module<Tensor, Tensor> CreateModule(TrainerContext context) => context.Features == Side * Side
        ? new TorchCnn()
        : throw new TrainingException($"TorchCnn: expected rows of {Side * Side} features, which are images, found {context.Features}.");

    /// <summary>With the rate of <c>trainer.options.rate</c>, 0.001 where there is none.</summary>
    protected override OptimizerHelper CreateOptimizer(TrainerContext context, IReadOnlyList<Parameter> parameters) =>
        optim.Adam(parameters, context.Settings.Section("trainer.options").GetDouble("rate", 0.001));

    protected override Tensor Input(Tensor features) => features.view(-1, 1, Side, Side);
}

/// <summary>Images of 1 x 32 x 32 -> a logit each.</summary>
public sealed class TorchCnn : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers = nn.Sequential(
        nn.Conv2d(1, 8, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5, padding: 2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 8 * 8, 1));

    public TorchCnn()
        : base(nameof(TorchCnn)) => RegisterComponents();

    public override Tensor forward(Tensor images) => _layers.call(images);
}
