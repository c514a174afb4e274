using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Training;

/// <summary>How a model is trained, whatever the model.</summary>
/// <param name="Device">Where the user wants steps to be computed.</param>
/// <param name="Assembly">The assembly with a trainer of the user's own; null: the built-in model.</param>
/// <param name="Options">Settings of such a trainer.</param>
/// <param name="OnBadLoss">What becomes of a batch whose loss is not finite.</param>
/// <param name="Schedule">The learning rate of each step.</param>
/// <param name="Evaluation">What happens after each epoch.</param>
public sealed record TrainingSettings(
    [Setting("trainer.device", SettingKind.Training, "word", Option = "--device")]
    Device Device,
    [Setting("trainer.assembly", SettingKind.Training, "path", Otherwise = "", Option = "--trainer", OptionValue = "FILE.dll")]
    string? Assembly,
    [Setting("trainer.options", SettingKind.Training, "section")]
    Config Options,
    [Setting("trainer.on-bad-loss", SettingKind.Training, "word")]
    BadLossPolicy OnBadLoss,
    ScheduleSettings Schedule,
    EvaluationSettings Evaluation);

/// <summary>What is evaluated, and what follows.</summary>
/// <param name="Files">Paths or globs; none: nothing is evaluated.</param>
/// <param name="Patience">Evaluations in a row without a lower loss that end the run; null: none do.</param>
public sealed record EvaluationSettings(
    [Setting("evaluation.paths", SettingKind.Run, "globs", Option = "--eval-data", OptionValue = "GLOB")]
    IReadOnlyList<string> Files,
    [Setting("evaluation.patience", SettingKind.Run, "evaluations", Min = 1, Max = 1_000_000, Otherwise = "unlimited", Option = "--patience")]
    int? Patience) : IValidated
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (Files.Count == 0 && Patience is not null)
            throw SettingsReader.Wrong(this, nameof(Patience), "unlimited, or files in evaluation.paths");
    }
}

/// <summary>The learning rate of later steps.</summary>
public enum ScheduleShape
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>Lowered by a factor again and again.</summary>
    Step,

    /// <summary>Along half a cosine wave.</summary>
    Cosine,
}

/// <summary>The settings of a <see cref="LearningRateSchedule"/>.</summary>
/// <param name="Rate">The rate of step 1.</param>
/// <param name="Shape">How it goes on from there.</param>
/// <param name="Steps">Steps from one lowering to the next, or down to the lowest rate.</param>
/// <param name="Factor">What each lowering multiplies the rate by.</param>
/// <param name="LowestRate">Where the cosine ends.</param>
public sealed record ScheduleSettings(
    [Setting("trainer.learning-rate", SettingKind.Training, "rate", Min = 0, AboveMin = true, Max = 1_000_000)]
    float Rate,
    [Setting("trainer.schedule", SettingKind.Training, "word")]
    ScheduleShape Shape,
    [Setting("trainer.schedule-steps", SettingKind.Training, "steps", Min = 1, Max = 1_000_000_000, Otherwise = "none")]
    int? Steps,
    [Setting("trainer.schedule-factor", SettingKind.Training, "factor", Min = 0, AboveMin = true, Max = 1)]
    float Factor,
    [Setting("trainer.schedule-lowest-rate", SettingKind.Training, "rate", Min = 0, Max = 1_000_000)]
    float LowestRate) : IValidated
{
    /// <inheritdoc/>
    public void Validate()
    {
        if (Shape != ScheduleShape.Constant && Steps is null)
            throw SettingsReader.Wrong(this, nameof(Steps), $"a number of steps, since trainer.schedule is {Shape.ToString().ToLowerInvariant()}");
        if (Shape == ScheduleShape.Cosine && LowestRate > Rate)
            throw SettingsReader.Wrong(this, nameof(LowestRate), FormattableString.Invariant($"at most trainer.learning-rate, {Rate}"));
    }

    /// <summary>The schedule.</summary>
    public LearningRateSchedule ToSchedule() => Shape switch
    {
        ScheduleShape.Step => new LearningRateSchedule.Step(Rate, Steps!.Value, Factor),
        ScheduleShape.Cosine => new LearningRateSchedule.Cosine(Rate, Steps!.Value, LowestRate),
        _ => new LearningRateSchedule.Constant(Rate),
    };
}
