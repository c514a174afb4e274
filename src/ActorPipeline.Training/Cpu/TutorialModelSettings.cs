using ActorPipeline.Settings;

namespace ActorPipeline.Training.Cpu;

/// <summary>The hidden layer of a <see cref="TutorialModel"/> and how it learns.</summary>
/// <param name="HiddenUnits">Units of the hidden layer, at least 1.</param>
/// <param name="LearningRate">Rate of the gradient descent, above 0.</param>
/// <param name="Seed">Seed of the first weights.</param>
/// <param name="Threads">Threads that compute a step, the caller's included; null: as many cores as pay at this size. No influence on any bit.</param>
public sealed record TutorialModelSettings(int HiddenUnits, float LearningRate, ulong Seed, int? Threads)
{
    /// <summary>Reads these settings.</summary>
    public static TutorialModelSettings From(SettingsReader reader) => new(reader.Integer("trainer.hidden-units", min: 1),
        reader.PositiveNumber("trainer.learning-rate"), reader.Seed("seed"), reader.IntegerOr("auto", "trainer.threads", min: 1));

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HiddenUnits);
        if (!(LearningRate > 0 && float.IsFinite(LearningRate)))
            throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, "Expected a number above 0.");
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
    }
}
