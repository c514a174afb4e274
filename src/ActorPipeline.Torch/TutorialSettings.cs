using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;

namespace ActorPipeline.Torch;

/// <summary>The tutorial's model and how it learns.</summary>
/// <param name="HiddenUnits">Units of the hidden layer, at least 1.</param>
/// <param name="LearningRate">Rate of the gradient descent at each step.</param>
/// <param name="Momentum">Share of its velocity that a weight keeps from step to step, 0 to below 1; 0 is plain gradient descent.</param>
/// <param name="Seed">Seed of the first weights.</param>
public sealed record TutorialSettings(int HiddenUnits, LearningRateSchedule LearningRate, float Momentum, ulong Seed)
{
    /// <summary>Reads these settings.</summary>
    /// <exception cref="PipelineException">One is wrong.</exception>
    public static TutorialSettings From(SettingsReader reader) => new(reader.Integer("trainer.hidden-units", min: 1),
        LearningRateSchedule.From(reader), reader.Number("trainer.momentum", "a number of at least 0 and below 1", n => n is >= 0 and < 1),
        reader.Seed("seed"));
}
