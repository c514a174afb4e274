using ActorPipeline.Checkpoints;
using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Running;
using ActorPipeline.Running;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;

namespace ActorPipeline.Host.Inspecting;

/// <summary>
/// Which records a step was trained on: looked up in an origins file, or found out by running the stream again up to that step,
/// without a trainer, from the nearest checkpoint before it or from the beginning.
/// </summary>
internal static class Lineage
{
    /// <summary>A line for each record of a step: <c>file:line</c>, epoch (0-based), byte offset; as an origins file has them.</summary>
    /// <exception cref="PipelineException">The file cannot be read, or has no such step.</exception>
    public static IEnumerable<string> FromOrigins(string path, long step)
    {
        var prefix = $"{step}\t";
        string[] lines = FileFailure.Guard(path, () => File.ReadLines(path).Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).ToArray());
        return lines is [] ? throw NoStep(step, $"{path} has none of it") : lines.Select(line => line.Split('\t') is [_, _, var epoch, var file, var offset, var number]
            ? Text(file, number, epoch, offset)
            : throw new PipelineException(FailureKind.Data, $"{path}: expected the six columns of an origins file, found '{line}'."));
    }

    /// <summary>The same from a checkpoint's settings and files.</summary>
    /// <param name="any">A checkpoint of the stream.</param>
    /// <param name="before">The nearest one before the step; null: from the beginning.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="PipelineException">The files have changed since, or the stream has no such step.</exception>
    public static Task<IReadOnlyList<string>> FromCheckpoint(Checkpoint any, Checkpoint? before, long step)
    {
        const string Origin = "the checkpoint";
        List<Layer> layers = [.. any.Stream.Settings.Select(s => Layer.OfAssignment(Origin, $"{s.Key}={s.Value}"))];
        layers.Add(Layer.Of(Origin, "files.paths", any.Stream.Files.Select(f => Glob.Escape(f.Path))));
        return FromSettings(new EffectiveSettings(layers), any, before, step);
    }

    /// <summary>The same from settings alone.</summary>
    public static Task<IReadOnlyList<string>> FromSettings(EffectiveSettings settings, long step) => FromSettings(settings, null, null, step);

    private static async Task<IReadOnlyList<string>> FromSettings(EffectiveSettings settings, Checkpoint? any, Checkpoint? before, long step)
    {
        if (step > int.MaxValue)
            throw NoStep(step, "the stream is shorter");
        var all = PipelineSettings.From(settings.Reader);
        var pipeline = all with { Run = all.Run with { MaxSteps = (int)step, Checkpoint = all.Checkpoint with { Folder = null, Resume = false } } };
        var records = new RecordsOf(step, files => any?.Expect(pipeline.IdentityOf(files)));
        var result = await PipelineRun.RunAsync(settings, pipeline, before,
            Consumer.Props([records]), new PipelineMeters(), Console.Error.WriteLine, CancellationToken.None);
        if (result.Failure is { } failure)
            throw new PipelineException(failure.Kind, failure.Message, failure.Cause);
        return records.Lines ?? throw NoStep(step, $"the stream has {result.Consumed!.End.Steps}");
    }

    private static PipelineException NoStep(long step, string why) => new(FailureKind.Settings, $"--step: expected a step of the stream, found {step}; {why}.");

    private static string Text(string file, object line, object epoch, object offset) => $"{file}:{line}\tepoch {epoch}\tbyte {offset}";

    private sealed class RecordsOf(long step, Action<IReadOnlyList<DataFile>> check) : IBatchHandler
    {
        private IReadOnlyList<DataFile> _files = [];

        public IReadOnlyList<string>? Lines { get; private set; }

        public void Begin(ConsumerContext context) => check(_files = context.Files);

        public void Handle(MiniBatch batch)
        {
            if (batch.Step == step)
                Lines = [.. batch.Origins.ToArray().Select(o => Text(OriginsFile.NameOf(_files[o.File].Path), LineNumbers.At(_files[o.File], o.Offset), o.Epoch, o.Offset))];
        }
    }
}
