using System.Runtime.CompilerServices;
using ActorPipeline.Running;

namespace ActorPipeline.Tests.FrontDoor;

/// <summary>The pipeline without our trainer, as the README shows it.</summary>
public class ExampleSpec : FrontDoorKit
{
    [Fact]
    public async Task The_example_goes_on_where_it_was_stopped()
    {
        var stopped = new Model();
        using var stop = new CancellationTokenSource();
        stopped.Trained += steps =>
        {
            if (steps == 60)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TrainAsync(stopped, Folder.Path, stop.Token));
        var resumed = new Model();
        await TrainAsync(resumed, Folder.Path, CancellationToken.None);
        var undisturbed = new Model();
        File.Delete(Folder.Path + "/last.cursor");
        await TrainAsync(undisturbed, Folder.Path, CancellationToken.None);

        Assert.Equal((60, 100), (stopped.Steps, resumed.Steps));
        Assert.Equal(undisturbed.Seen, [.. stopped.Seen, .. resumed.Seen]);
    }

    [Fact]
    public void The_README_shows_the_example_that_is_compiled_here()
    {
        var example = File.ReadAllLines(ThisFile()).SkipWhile(l => l.Trim() != "// README begins").Skip(1).TakeWhile(l => l.Trim() != "// README ends");
        Assert.Contains("```csharp\n" + string.Concat(example.Select(l => (l.Length > 8 ? l[8..] : "") + "\n")) + "```\n",
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../README.md")));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static async Task TrainAsync(Model model, string folder, CancellationToken stop)
    {
        // README begins
        var place = folder + "/last.cursor";
        var data = Dataset.Csv(folder + "/*.csv").Epochs(20).Shuffle(seed: 23, minAfterDequeue: 100).Batch(50);
        await using var run = data.Start(new RunOptions { From = File.Exists(place) ? PipelineCursor.Load(place) : null });

        await foreach (var batch in run.Batches.WithCancellation(stop))
        {
            model.Train(batch.Features, batch.Labels); // rows x features, and one label for each row
            if (batch.Step % 20 == 0)
                run.Cursor!.Save(place); // together with the model
        }
        // README ends
    }

    // It has learnt by heart what it has seen.
    private sealed class Model
    {
        public event Action<int>? Trained;

        public int Steps { get; private set; }

        public List<float> Seen { get; } = [];

        public void Train(ReadOnlySpan<float> features, ReadOnlySpan<float> labels)
        {
            Seen.AddRange(features);
            Seen.AddRange(labels);
            Steps++;
            Trained?.Invoke(Steps);
        }
    }
}
