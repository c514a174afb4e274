using ActorPipeline.Host.Output;
using System.CommandLine;
using ActorPipeline.Host.Experiments;
using ActorPipeline.Host.Generating;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Running;
using Spectre.Console;

namespace ActorPipeline.Host.Commands;

/// <summary><c>experiments</c>: the tutorial's three ways to feed a trainer, side by side.</summary>
internal static class ExperimentsCommand
{
    private const string Origin = "experiments";

    // Those that have a meaning in all three, or say how the pipeline runs.
    private static readonly string[] _offered =
    [
        "--data", "--seed", "--no-shuffle", "--batch-size", "--min-after-dequeue", "--capacity", "--split-bytes",
        "--readers", "--decoders", "--prefetch", "--label-column", "--header-lines", "--delimiter", "--device", "--trainer", "--quiet",
    ];

    public static Command Create()
    {
        var options = new SettingOptions(_offered.Select(name => SettingOption.All.Single(o => o.Name == name)));
        var steps = LastOption.Number<int>("--steps", "Steps of each experiment.", 100, min: 1, max: 1_000_000);
        var repeat = LastOption.Number<int>("--repeat", "How often each is run, in turn; the best time counts.", 3, min: 1, max: 1000);
        var plot = LastOption.Text("--plot", "Draw the times as a picture.", "FILE.svg", "a file");
        var command = new Command("experiments", "Compares feeding a trainer step by step, by a queue, and by the pipeline: the same "
            + "records, decoder, model, first weights and steps. Unless set otherwise: batches of 128, and the tutorial's data in "
            + $"{TutorialData.Folder}, made if it is not there. The data is read as often as the steps need it, a bad record ends the "
            + "experiments, and there are no checkpoints.")
        {
            steps, repeat, plot,
        };
        options.AddTo(command);
        command.SetAction((parsed, _) =>
            RunAsync(Settings(options.Layers(parsed), parsed.GetValue(steps)!.Value), parsed.GetValue(repeat)!.Value, parsed.GetValue(plot)));
        return command;
    }

    private static EffectiveSettings Settings(IReadOnlyList<Layer> given, int steps) => new([
        Layer.Of(Origin, "shuffle.batch-size", "128"),
        Layer.Of(Origin, "files.paths", [TutorialData.Glob]),
        .. given,
        Layer.Of("--steps", "max-steps", $"{steps}"),
        Layer.Of(Origin, "epochs", "endless"),
        Layer.Of(Origin, "decoder.on-bad-record", "fail"),
        Layer.Of(Origin, "trainer.on-bad-loss", "stop"),
        Layer.Of(Origin, "evaluation.paths", []),
        Layer.Of(Origin, "evaluation.patience", "unlimited"),
        Layer.Of(Origin, "checkpoint.dir", ""),
    ]);

    private static async Task RunAsync(EffectiveSettings settings, int repeat, string? plot)
    {
        var display = Display.For(settings.Reader.Read<HostSettings>().Quiet);
        var notes = new HashSet<string>();
        var setup = new ExperimentSetup(settings, note =>
        {
            if (notes.Add(note)) // each run's trainer has the same to say
                display.Note(note);
        }, display.Message);
        var factory = TrainerAssembly.FactoryOf(settings.Reader);
        factory.Prepare(settings.Reader); // no experiment waits for what all of them need
        if (plot is not null)
            OutputFile.CheckFolder(plot);

        display.Note(Engine.Headline);
        if (settings.OriginOf("files.paths") == Origin && !TutorialData.IsThere)
        {
            display.Note($"making the tutorial's data in {TutorialData.Folder}");
            TutorialData.Write();
        }
        var measurements = await ExperimentSeries.MeasureAsync(
            [new StepByStep(setup), new QueueOfBatches(setup), new FullPipeline(setup)], repeat, factory, display.Note);

        if (Console.IsOutputRedirected)
            foreach (var line in MeasurementTable.Lines(measurements))
                StandardOutput.WriteLine(line);
        else
            AnsiConsole.Write(MeasurementTable.Draw(measurements));
        if (plot is not null)
            OutputFile.Write(plot, MeasurementPlot.Svg(Title(setup.Pipeline.Shuffle.BatchSize, measurements[0], repeat), measurements));
    }

    private static string Title(int batchSize, Measurement measurement, int repeat) =>
        $"{measurement.Steps} steps of {batchSize} rows, backend {measurement.Backend}, best of {repeat}, "
        + $"{Environment.ProcessorCount} core(s)";
}
