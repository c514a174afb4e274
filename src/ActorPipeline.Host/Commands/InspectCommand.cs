using ActorPipeline.Host.Output;
using System.CommandLine;
using ActorPipeline.Checkpoints;
using ActorPipeline.Errors;
using ActorPipeline.Host.Inspecting;
using ActorPipeline.Host.Options;

namespace ActorPipeline.Host.Commands;

/// <summary><c>inspect</c>: what a checkpoint holds, or which records a step was trained on.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string?>("PATH")
        {
            Description = "A checkpoint, a folder of checkpoints (the latest is shown), or, with --step, a file that --origins wrote. Without it --step takes the settings of the other options.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var step = LastOption.Number<long>("--step", "List the records that this step was trained on: file:line, epoch, byte.", null, min: 1, max: 1_000_000_000, what: "step");
        var settings = new SettingOptions();
        var command = new Command("inspect", "Shows what a checkpoint holds, or which records a step was trained on.") { path, step };
        settings.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var lines = (parsed.GetValue(path), parsed.GetValue(step)) switch
            {
                ({ } file, null) => Show(file),
                ({ } file, { } number) => await RecordsOf(file, number),
                (null, { } number) => await Lineage.FromSettings(settings.Read(parsed), number),
                _ => throw new PipelineException(FailureKind.Settings, "inspect: expected a checkpoint, a folder of them, or --step N."),
            };
            foreach (var line in lines)
                StandardOutput.WriteLine(line);
        });
        return command;
    }

    private static IEnumerable<string> Show(string path)
    {
        var (file, checkpoint) = Directory.Exists(path) ? Latest(path) : (path, CheckpointFile.Read(path));
        return CheckpointText.Of(file, checkpoint);
    }

    private static async Task<IEnumerable<string>> RecordsOf(string path, long step)
    {
        if (Directory.Exists(path))
            return await Lineage.FromCheckpoint(Latest(path).Checkpoint, new CheckpointFolder(path).Latest(Console.Error.WriteLine, upTo: step - 1)?.Checkpoint, step);
        if (!CheckpointFile.Is(path))
            return Lineage.FromOrigins(path, step);
        var checkpoint = CheckpointFile.Read(path);
        return await Lineage.FromCheckpoint(checkpoint, checkpoint.Cursor.Steps < step ? checkpoint : null, step);
    }

    private static (string File, Checkpoint Checkpoint) Latest(string folder) => new CheckpointFolder(folder).Latest(Console.Error.WriteLine)
        ?? throw new PipelineException(FailureKind.Settings, $"{folder}: expected a folder of checkpoints, found none in it.");
}
