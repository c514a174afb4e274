using System.Runtime.CompilerServices;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Telemetry;
using ActorPipeline.Training;
using Akka.Actor;
using Akka.Configuration;
using Samples;

namespace ActorPipeline.Tests.Readme;

/// <summary>What the README shows is compiled, run, or read off the settings; where it differs, these tests print what it should say.</summary>
public sealed class ReadmeSpec
{
    private static readonly string _readme = File.ReadAllText(Path.Combine(Checkout.Root, "src/ActorPipeline/README.md"));

    [Fact]
    public void Readme_of_the_package_shows_the_example_that_is_compiled_here()
    {
        var source = File.ReadAllLines(ThisFile());
        var example = source.SkipWhile(l => l.Trim() != "// README begins").Skip(1).TakeWhile(l => l.Trim() != "// README ends");
        Assert.Contains("```csharp\n" + string.Concat(example.Select(l => (l.Length > 8 ? l[8..] : "") + "\n")) + "```\n", _readme);
    }

    [Fact]
    public async Task Example_trains_an_own_model_to_the_end_of_the_data()
    {
        using var folder = new TempFolder();
        var (rows, labels) = TutorialRows.Make(rows: 200, features: 8, seed: 1);
        folder.Write("a.csv", string.Concat(labels.Select((label, i) =>
            string.Join(',', rows.AsSpan(i * 8, 8).ToArray().Select(x => x.ToString("R")).Append(label.ToString("F1"))) + "\n")));

        var (result, accuracy) = await TrainAsync(folder["*.csv"]);

        Assert.Equal(EndReason.OutOfRange, result.EndedBy);
        Assert.Equal(0, result.LeakedBuffers);
        Assert.True(accuracy > 0.9, $"accuracy {accuracy}");
    }

    private static async Task<(RunResult Result, float Accuracy)> TrainAsync(string glob)
    {
        // README begins
        var config = ConfigurationFactory.ParseString($$"""
            actor-pipeline { files.paths = ["{{glob}}"], epochs = 20, shuffle.batch-size = 50 }
            """).WithFallback(ReferenceConf.Config);
        using var system = ActorSystem.Create("training", config);
        var reader = new SettingsReader(config);

        var model = TrainerFactory.Of(data => new LogisticRegression(data.Features, rate: 0.01f));
        var trainer = Trainer.Props(Trainer.Settings.From(reader), model, handlers: [], trainerEvent => Console.Error.WriteLine(trainerEvent));
        var pipeline = system.ActorOf(PipelineSupervisor.Props(PipelineSettings.From(reader), trainer, new PipelineMeters()));
        var result = await pipeline.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);
        // README ends
        return (result, ((Trainer.Trained)result.Consumed!).Last!.Value.Accuracy);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
