using ActorPipeline.Settings;

namespace ActorPipeline.Training.Cpu;

/// <summary>The hidden layer of a <see cref="TutorialModel"/> and how it learns.</summary>
/// <param name="HiddenUnits">Units of the hidden layer, at least 1.</param>
/// <param name="LearningRate">Rate of the gradient descent at each step.</param>
/// <param name="Seed">Seed of the first weights.</param>
/// <param name="Threads">Threads that compute a step, the caller's included; null: as many cores as pay at this size. No influence on any bit.</param>
public sealed record TutorialModelSettings(int HiddenUnits, LearningRateSchedule LearningRate, ulong Seed, int? Threads)
{
    /// <summary>Reads these settings.</summary>
    public static TutorialModelSettings From(SettingsReader reader) => new(reader.Integer("trainer.hidden-units", min: 1),
        LearningRateSchedule.From(reader), reader.Seed("seed"), reader.IntegerOr("auto", "trainer.threads", min: 1));

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HiddenUnits);
        LearningRate.Check();
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
    }
}
