using ActorPipeline.Host.Progress;

namespace ActorPipeline.Host.Reporting;

/// <summary>Which stage limits a run.</summary>
/// <param name="LimitingStage">The one that was busy for the largest share of the time; null where none was.</param>
/// <param name="Sentence">Which stage, by how much, and which setting would help.</param>
internal sealed record Verdict(string? LimitingStage, string Sentence)
{
    // Below this share of the time even the busiest stage mostly waits.
    private const double Busy = 0.5;

    // From this share of all cores on, another actor would only take turns with the ones there are.
    private const double AllCores = 0.9;

    /// <summary>Judges a run.</summary>
    /// <param name="stages">What each stage has done in all.</param>
    /// <param name="time">How long the run took.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <param name="clustered">Workers read and decoded, on cores of their own.</param>
    public static Verdict Of(IReadOnlyList<StageLoad> stages, TimeSpan time, int cores, bool clustered = false)
    {
        if (stages.OrderByDescending(s => s.Share(time)).ToList() is not [var first, var second, ..] || first.Share(time) == 0)
            return new(null, "No stage has done anything.");
        var (share, next) = (first.Share(time), second.Share(time));
        if (share < Busy)
            return new(first.Stage, $"No stage limits the run: the busiest, {first.Stage}, was busy {share:P0} of the time; "
                + "a short run is mostly its start, in a long one reader.window and shuffle.prefetch would help.");
        var saturated = !clustered && stages.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Busy) >= AllCores * cores * time;
        return new(first.Stage, $"{Capital(first.Stage)} limits the run: {Who(first)} busy {share:P0} of the time, "
            + $"the next, {second.Stage}, {next:P0}{(next > 0 ? $", so it could go {share / next:0.0} times as fast" : "")}; {Advice(first, saturated, cores, clustered)}.");
    }

    private static string Who(StageLoad stage) => stage.Actors == 1 ? "it was" : $"its {stage.Actors} actors were";

    private static string Advice(StageLoad stage, bool saturated, int cores, bool clustered) => stage.Stage switch
    {
        "trainer" => "the input keeps up; trainer.threads or a larger shuffle.batch-size would help",
        _ when saturated => $"all {cores} core(s) are busy, so only more cores would help",
        "reader" or "decoder" when clustered => "another worker would help",
        "reader" => $"reader.readers above {stage.Actors} or a faster disk would help",
        "decoder" => $"decoder.decoders above {stage.Actors} would help",
        _ => "fewer columns (decoder.select-columns) would help",
    };

    private static string Capital(string stage) => char.ToUpperInvariant(stage[0]) + stage[1..];
}
