using ActorPipeline.Checkpoints;
using ActorPipeline.Settings;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Inspecting;

/// <summary>A checkpoint for a person to read.</summary>
internal static class CheckpointText
{
    /// <summary>Its lines.</summary>
    public static IEnumerable<string> Of(string file, Checkpoint checkpoint)
    {
        var (stream, cursor) = (checkpoint.Stream, checkpoint.Cursor);
        yield return file;
        yield return Line("step", $"{cursor.Steps:N0}, the last batch of {cursor.LastBatchSize} row(s); {cursor.Rows:N0} row(s) so far");
        using (var trainer = checkpoint.Open(Trainer.CheckpointPart))
        {
            var progress = trainer is null ? null : Trainer.Progress.Read(trainer);
            yield return Line("metrics", progress is null ? "none: the run did not train"
                : progress.Last is var (loss, accuracy) ? $"loss {loss:F6}, accuracy {accuracy:F6}" : "none: no step has been taken");
            if (progress?.Numerics is { } numerics)
                yield return Line("computed", $"by {numerics}");
            if (progress?.Evaluations is { Epochs: > 0 } evaluations)
                yield return Line("evaluation", evaluations.Best is { } best
                    ? $"best loss {best.Loss:F6}, accuracy {best.Accuracy:F6}, of step {best.Step:N0}; {evaluations.SinceBest} since" : "none with a finite loss");
        }
        yield return Line("stream", $"{cursor.Epochs} epoch(s) taken in whole, {cursor.BadRecords:N0} bad record(s) and {cursor.BlankLines:N0} blank line(s) left out");
        yield return Line("position", cursor.Order.Turns is []
            ? $"the end of epoch {cursor.Order.EpochsBegun - 1}"
            : string.Join(", ", cursor.Order.Turns.Select(turn => $"split {turn.Split} block {turn.Index}")) + $"; {cursor.RowsTaken} row(s) of the next block taken");
        yield return Line("waiting", $"{cursor.Waiting.Count:N0} row(s) in the shuffle buffer, {cursor.Drawn.Count} drawn into a begun batch");
        foreach (var (part, bytes) in checkpoint.Parts)
            yield return Line("part", $"{part}, {bytes.Length:N0} byte(s)");
        yield return Line("files", $"{stream.Files.Count:N0}, {stream.Files.Sum(f => f.Length) / 1e6:N1} MB, from {stream.Files[0].Path} to {stream.Files[^1].Path}");
        yield return Line("order", $"version {stream.OrderVersion}");
        foreach (var (key, value) in stream.Settings.Concat(checkpoint.Training))
            yield return Line("setting", $"{SettingsReader.Root}.{key} = {value}");
    }

    private static string Line(string name, string text) => $"  {name,-9} {text}";
}
