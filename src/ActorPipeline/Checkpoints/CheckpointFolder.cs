using System.Globalization;
using ActorPipeline.Errors;

namespace ActorPipeline.Checkpoints;

/// <summary>The checkpoints of one run: a file for each, named by its step.</summary>
/// <param name="path">The folder; made with the first checkpoint.</param>
public sealed class CheckpointFolder(string path)
{
    private const string Prefix = "step-";
    private const string Suffix = ".checkpoint";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The best checkpoint, by evaluation; besides the latest ones, and never removed.</summary>
    public string BestFile => System.IO.Path.Combine(Path, "best" + Suffix);

    /// <summary>Every checkpoint with its step, the latest first.</summary>
    /// <exception cref="PipelineException">The folder cannot be read.</exception>
    public IReadOnlyList<(long Step, string File)> List() => !Directory.Exists(Path)
        ? []
        : FileFailure.Guard<IReadOnlyList<(long, string)>>(Path, () => [.. Directory.EnumerateFiles(Path, $"{Prefix}*{Suffix}")
            .Select(file => (Step: StepOf(file), File: file)).Where(f => f.Step >= 0).OrderByDescending(f => f.Step)]);

    /// <summary>The file of a step.</summary>
    public string FileOf(long step) => System.IO.Path.Combine(Path, FormattableString.Invariant($"{Prefix}{step:D10}{Suffix}"));

    /// <summary>The latest checkpoint that can be read, up to a step; null: there is none.</summary>
    /// <param name="refused">Learns of each one that is passed over, and why.</param>
    /// <param name="upTo">The last step that counts; null: any.</param>
    /// <exception cref="PipelineException">There are some, and none can be read.</exception>
    public (string File, Checkpoint Checkpoint)? Latest(Action<string> refused, long? upTo = null)
    {
        string[] files = [.. List().Where(f => upTo is null || f.Step <= upTo).Select(f => f.File)];
        foreach (var file in files)
        {
            try
            {
                return (file, CheckpointFile.Read(file));
            }
            catch (PipelineException e) when (file != files[^1])
            {
                refused($"{e.Message} The checkpoint before it is taken.");
            }
            catch (PipelineException e)
            {
                throw new PipelineException(e.Kind, $"{Path}: none of its checkpoints can be read. {e.Message}", e);
            }
        }
        return null;
    }

    /// <summary>
    /// Writes a checkpoint, then removes all up to it but the last <paramref name="keep"/>, and what a run that was killed left half-written.
    /// </summary>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public void Write(Checkpoint checkpoint, int keep)
    {
        FileFailure.Guard(Path, () => Directory.CreateDirectory(Path));
        CheckpointFile.Write(FileOf(checkpoint.Cursor.Steps), checkpoint);
        FileFailure.Guard(Path, () =>
        {
            // Later ones are damaged: the run passed them over, and has not come as far again. They do not count.
            foreach (var (_, file) in List().Where(f => f.Step <= checkpoint.Cursor.Steps).Skip(keep))
                File.Delete(file);
            foreach (var file in Directory.EnumerateFiles(Path, CheckpointFile.TemporaryName($"{Prefix}*{Suffix}")))
                File.Delete(file);
        });
    }

    /// <summary>Writes a checkpoint that is better than the best one so far, in its place.</summary>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public void WriteBest(Checkpoint checkpoint) => CheckpointFile.Write(BestFile, checkpoint);

    private static long StepOf(string file)
    {
        var name = System.IO.Path.GetFileName(file);
        return long.TryParse(name[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }
}
