using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>The tutorial's model, as the settings under <c>trainer</c> have it: what <c>train</c> trains where no <c>--trainer</c> is given.</summary>
public sealed class TutorialTrainerFactory : TorchTrainerFactory
{
    /// <inheritdoc/>
    public override void Check(SettingsReader settings)
    {
        _ = settings.Read<TutorialSettings>();
        base.Check(settings);
    }

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> CreateModule(TrainerContext context)
    {
        var settings = context.Settings.Read<TutorialSettings>();
        try
        {
            return new TutorialModule(context.Features, settings.HiddenUnits, context.Settings.Read<OrderSettings>().Seed);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException || TorchRuntime.IsOutOfMemory(e))
        {
            throw SettingsReader.Wrong("trainer.hidden-units",
                $"a number of units that fits into the memory with {context.Features} features", $"{settings.HiddenUnits}");
        }
    }

    /// <inheritdoc/>
    protected override OptimizerHelper CreateOptimizer(TrainerContext context, IReadOnlyList<Parameter> parameters) =>
        optim.SGD(parameters, LearningRateSchedule.From(context.Settings).RateAt(1), context.Settings.Read<TutorialSettings>().Momentum);

    /// <inheritdoc/>
    protected override LearningRateSchedule CreateSchedule(TrainerContext context) => LearningRateSchedule.From(context.Settings);
}
