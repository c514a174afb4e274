using System.CommandLine;
using System.CommandLine.Invocation;
using ActorPipeline.Errors;
using ActorPipeline.Host.Commands;
using ActorPipeline.Host.Running;

namespace ActorPipeline.Host;

/// <summary>The commands, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("ActorPipeline: files to seeded, shuffled mini-batches, with backpressure.")
        {
            RunCommand.Create("train", "Runs the pipeline into the trainer.", (reader, host) => new TrainingWorkload(reader, host.LogEvery)),
            RunCommand.Create("read", "Runs the pipeline without a trainer: how fast is the input alone?", (_, _) => new ReadingWorkload()),
            RunCommand.Create("enumerate", "Gives the stream of read from one thread, without an actor: the reference that all else must equal.",
                (_, _) => new ReadingWorkload(), actors: false),
            NodeCommand.Create(),
            ExperimentsCommand.Create(),
            GenerateCommand.Create(),
            ConfigCommand.Create(),
            InspectCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            return (int)FailureKind.Settings;
        }
        try
        {
            // Signals and exceptions are the host's own business; the library's ways end the process in the middle of a run.
            return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (PipelineException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return (int)e.Kind;
        }
    }
}
