using ActorPipeline.Telemetry;

namespace ActorPipeline.Host.Progress;

/// <summary>What a stage has done up to a moment.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Actors">Actors it has.</param>
/// <param name="Busy">Time they were busy, summed.</param>
internal readonly record struct StageLoad(string Stage, int Actors, TimeSpan Busy)
{
    /// <summary>The share of some time that its actors were busy on average: 0 to 1.</summary>
    public double Share(TimeSpan time) => time > TimeSpan.Zero ? Math.Clamp(Busy / (Actors * time), 0, 1) : 0;
}

/// <summary>How far a run is at one moment.</summary>
/// <param name="At">Time since the run began.</param>
/// <param name="Epoch">The epoch, 0-based.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Bytes">Bytes of files read.</param>
/// <param name="Stages">The stages in the order of the flow.</param>
internal sealed record Sample(TimeSpan At, int Epoch, long Steps, long Rows, long Bytes, IReadOnlyList<StageLoad> Stages)
{
    /// <summary>Now.</summary>
    public static Sample Take(RunCounters counters, PipelineMeters meters, bool trains)
    {
        List<StageMeter> stages = [meters.Reader, meters.Decoder, meters.Shuffle];
        if (trains)
            stages.Add(meters.Trainer);
        return new(counters.Elapsed, counters.Epoch, counters.Steps, counters.Rows, meters.Reader.Bytes,
            [.. stages.Select(meter => new StageLoad(meter.Stage, meter.Actors, meter.BusyTime))]);
    }

    /// <summary>What happened since the run began.</summary>
    public Stretch SinceStart() => Since(new(TimeSpan.Zero, 0, 0, 0, 0, [.. Stages.Select(s => s with { Busy = TimeSpan.Zero })]));

    /// <summary>What happened since an earlier moment.</summary>
    public Stretch Since(Sample before)
    {
        var time = At - before.At;
        var seconds = Math.Max(time.TotalSeconds, 1e-9);
        return new(this, (Rows - before.Rows) / seconds, (Bytes - before.Bytes) / seconds / 1e6,
            [.. Stages.Zip(before.Stages, (now, then) => (now, (now with { Busy = now.Busy - then.Busy }).Share(time)))]);
    }
}

/// <summary>A stretch of a run.</summary>
/// <param name="End">The moment at which it ends.</param>
/// <param name="RowsPerSecond">Rows consumed a second.</param>
/// <param name="MegabytesPerSecond">Megabytes (10^6) of files read a second.</param>
/// <param name="Stages">Each stage with the share of the time it was busy.</param>
internal sealed record Stretch(Sample End, double RowsPerSecond, double MegabytesPerSecond, IReadOnlyList<(StageLoad Load, double Busy)> Stages)
{
    public override string ToString() =>
        $"epoch {End.Epoch}  step {End.Steps:N0}  {RowsPerSecond:N0} rows/s  {MegabytesPerSecond:N1} MB/s  busy: "
        + string.Join(", ", Stages.Select(s => $"{s.Load.Stage} {s.Busy:P0}"));
}
