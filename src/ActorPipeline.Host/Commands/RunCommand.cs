using ActorPipeline.Host.Output;
using System.CommandLine;
using ActorPipeline.Consumers;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Reporting;
using ActorPipeline.Host.Running;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;

namespace ActorPipeline.Host.Commands;

/// <summary><c>train</c>, <c>read</c> and <c>enumerate</c>: run the pipeline into a workload, and say how that went.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">Its help.</param>
    /// <param name="createWorkload">Makes what the batches are for.</param>
    /// <param name="actors">Actors make the batches; else the cores, in one thread.</param>
    public static Command Create(string name, string description, Func<SettingsReader, HostSettings, IWorkload> createWorkload, bool actors = true)
    {
        var command = new Command(name, description);
        var options = new SettingOptions();
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed), createWorkload, actors));
        return command;
    }

    private static async Task<int> RunAsync(EffectiveSettings settings, Func<SettingsReader, HostSettings, IWorkload> createWorkload, bool actors)
    {
        SettingsCheck.Run(settings.Reader);
        var pipeline = PipelineSettings.From(settings.Reader);
        var host = settings.Reader.Read<HostSettings>();
        var workload = createWorkload(settings.Reader, host);
        if (host.Summary is not null)
            OutputFile.CheckFolder(host.Summary);

        using var signals = new StopSignals();
        var display = Display.For(host.Quiet);
        display.Note(Engine.Headline);
        var cluster = actors ? ClusterRun.From(settings.Reader, display) : null;
        var meters = new PipelineMeters();
        var from = ResumePoint.Find(pipeline, display.Note, display.Message);
        var counters = new RunCounters(context => display.Note(Describe(context, meters.BytesHeld)), from?.Cursor);
        var hash = host.StreamHash ? new StreamHash() : null;
        Sample Take() => Sample.Take(counters, meters, workload.Trains);

        var result = await display.WhileAsync(Take, async () =>
        {
            try
            {
                using var origins = host.Origins is null ? null : new OriginsFile(host.Origins, from?.Cursor.Steps);
                IBatchHandler[] handlers = [counters, .. new IBatchHandler?[] { hash, origins }.OfType<IBatchHandler>()];
                if (!actors)
                    return EnumerationRun.Run(pipeline, from, [.. handlers, new StepCounter(counters)], meters, display.Message, signals.Stop);
                var consumer = workload.CreateConsumer(handlers, counters, display);
                return await PipelineRun.RunAsync(settings, pipeline, from, consumer, meters, display.Message, signals.Stop, cluster);
            }
            catch (PipelineException e)
            {
                return PipelineRun.Failed(e.Kind, "/", e);
            }
        });

        var report = new RunReport(workload, result, counters, meters, cluster is not null, Take(), signals.Received, hash?.Value);
        foreach (var line in report.LogLines())
            StandardOutput.WriteLine(line);
        foreach (var line in report.Warnings())
            Console.Error.WriteLine(display.Tag + line);
        if (!host.Quiet && report.Note is { } note)
            Console.Error.WriteLine(display.Tag + note);
        if (host.Summary is not null)
            report.Summary.Write(host.Summary);
        return report.ExitCode;
    }

    private static string Describe(ConsumerContext context, long bytesHeld) =>
        $"{context.Files.Count:N0} file(s), {context.Files.Sum(f => f.Length) / 1e6:N1} MB, {context.Layout["features"].Length:N0} feature(s) a row; "
        + $"the pipeline's buffers hold {bytesHeld / 1e6:N1} MB, whatever the size of the data";
}
