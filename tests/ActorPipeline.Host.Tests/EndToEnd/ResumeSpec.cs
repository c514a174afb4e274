using System.Text.Json;
using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>A run that was stopped and goes on ends as the one that nobody stopped, bit for bit.</summary>
public class ResumeSpec : CheckpointedRuns
{
    // The tutorial's data has 174 batches in 2 epochs: the first epoch ends in or with batch 87, and batch 174 is not full.
    [Theory]
    [InlineData("mix", 1)]
    [InlineData("mix", 3)]
    [InlineData("drain", 1)]
    [InlineData("drain", 3)]
    public async Task Stops_in_a_row_and_other_speeds_change_nothing(string boundary, int interleave)
    {
        string[] stream = ["--epoch-boundary", boundary, "--interleave", $"{interleave}", "--epochs", "2", "--origins"];
        var expected = await Train([.. stream, "whole.tsv"]);
        Assert.Equal(174, expected.Steps);

        string[][] runs =
        [
            ["--max-steps", "1", "--readers", "3"],
            ["--max-steps", "7", "--decoders", "2", "--prefetch", "1"],
            ["--max-steps", "87", "--prefetch", "8", "--set", "reader.window=2"],
            ["--max-steps", "100", "--readers", "4", "--decoders", "4", "--set", "reader.window=32"],
            ["--max-steps", "173", "--readers", "3", "--set", "reader.window=1"],
            ["--max-steps", "174", "--prefetch", "3"],
            ["--decoders", "3"],
        ];
        TrainedRun? end = null;
        foreach (var run in runs)
        {
            var before = end?.Steps;
            end = await Train([.. stream, "parts.tsv", .. _resume, .. run]);
            Assert.Equal(before, end.ResumedFrom);
        }
        Assert.Equal(expected with { ResumedFrom = 174 }, end);
        Assert.Equal(File.ReadAllBytes(Folder["whole.tsv"]), File.ReadAllBytes(Folder["parts.tsv"]));
    }

    // Across the end of the first epoch, a stop after each step.
    [Fact]
    public async Task After_each_step_the_weights_are_those_of_the_run_that_nobody_stopped()
    {
        long? before = null;
        for (var step = 85; step <= 89; step++)
        {
            string[] limit = ["--epochs", "2", "--max-steps", $"{step}"];
            Assert.Equal(await Train(limit) with { ResumedFrom = before }, await Train([.. limit, .. _resume]));
            before = step;
        }
    }

    // The last stop lies behind the end of the cosine, all others before it.
    [Fact]
    public async Task Momentum_and_the_learning_rates_schedule_go_on_where_they_were()
    {
        string[] training = ["--epochs", "2", "--set", "trainer.momentum=0.9", "--set", "trainer.schedule=cosine",
            "--set", "trainer.schedule-steps=150", "--set", "trainer.schedule-lowest-rate=0.001"];
        var expected = await Train(training);
        Assert.NotEqual(expected.WeightsHash, (await Train("--epochs", "2")).WeightsHash);
        foreach (var steps in (string[])["1", "30", "87", "160"])
            await Train([.. training, .. _resume, "--max-steps", steps]);

        Assert.Equal(expected with { ResumedFrom = 160 }, await Train([.. training, .. _resume]));
    }

    [Fact]
    public async Task Without_a_checkpoint_yet_a_resume_begins_at_step_1()
    {
        Directory.CreateDirectory(Folder["checkpoints"]);
        var result = await Run([.. _train, "--epochs", "2", .. _resume, "--summary", "summary.json"]);
        Assert.Contains(result.Errors, line => line.Contains("no checkpoint in checkpoints yet: the run begins at step 1"));
        var summary = SummaryOf("summary.json");
        Assert.Equal((174, JsonValueKind.Null), (summary.GetProperty("steps").GetInt32(), summary.GetProperty("resumedFromStep").ValueKind));
    }

    [Fact]
    public async Task A_step_limit_that_lies_behind_ends_at_the_checkpoint()
    {
        var first = await Train([.. _resume, "--max-steps", "20"]);
        Assert.Equal(first with { ResumedFrom = 20 }, await Train([.. _resume, "--max-steps", "10"]));
    }

    [Theory]
    [InlineData(SIGINT, 130)]
    [InlineData(SIGTERM, 143)]
    public async Task A_signal_leaves_a_checkpoint_of_the_last_step(int signal, int exitCode)
    {
        using (var host = await StartEndless())
        {
            host.Signal(signal);
            Assert.Equal(exitCode, (await host.EndAsync()).ExitCode);
        }
        await GoesOnAsIfUndisturbed();
    }

    // Nearly all of the first epoch has to wait before the first row leaves; the note comes before any of it has been read.
    [Fact]
    public async Task A_signal_while_the_buffer_fills_changes_nothing()
    {
        string[] filling = ["--min-after-dequeue", "1900", "--capacity", "2000", "--interleave", "3"];
        using (var host = await StartEndless(filling))
        {
            host.Signal(SIGTERM);
            Assert.Equal(143, (await host.EndAsync()).ExitCode);
        }
        await GoesOnAsIfUndisturbed(filling);
    }

    [Fact]
    public async Task A_file_that_vanishes_leaves_a_checkpoint()
    {
        using (var host = await StartEndless())
        {
            File.Move(Folder["data/examples-11.csv"], Folder["elsewhere.csv"]);
            var result = await host.EndAsync();
            Assert.Equal(4, result.ExitCode);
            Assert.Contains("data/examples-11.csv", Assert.Single(result.Errors, line => line.StartsWith("error: ")));
        }
        File.Move(Folder["elsewhere.csv"], Folder["data/examples-11.csv"]);
        await GoesOnAsIfUndisturbed();
    }

    [Fact]
    public async Task A_bad_record_leaves_a_checkpoint_of_what_was_trained_before_it()
    {
        File.AppendAllText(Folder["data/examples-19.csv"], "1,2\n");

        var result = await Run([.. _train, "--epochs", "2", .. _resume, "--set", "shuffle.mode=rows", "--quiet", "--summary", "summary.json"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(result.Errors, e => e.Contains("data/examples-19.csv:101:"));
        Assert.Equal(FileOf(SummaryOf("summary.json").GetProperty("steps").GetInt64()), Checkpoints[^1]);
    }

    // SIGKILL comes when it likes: before the first step, between two, while a checkpoint is being written.
    [Fact]
    public async Task Kills_at_random_moments_change_nothing()
    {
        var kills = TestCount.Of(8, 50);
        var result = await HostProcess.RunScriptAsync(Folder.Path, Path.Combine(Checkout.Root, "scripts", "crash-test"), $"{kills}", "23");
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        Assert.StartsWith($"crash-test: seed 23, {kills} kills, ", Assert.Single(result.Output));
    }

    /// <summary>Starts a run without an end, and waits until its stages have started.</summary>
    private async Task<HostProcess> StartEndless(params string[] stream)
    {
        var host = HostProcess.Start(Folder.Path, [.. _train, .. stream, .. _resume, "--summary", "summary.json"]);
        await host.WaitForAsync("feature(s) a row");
        return host;
    }

    /// <summary>The run that has ended left a checkpoint of its last step, from which another one goes on.</summary>
    private async Task GoesOnAsIfUndisturbed(params string[] stream)
    {
        var steps = SummaryOf("summary.json").GetProperty("steps").GetInt64();
        Assert.Equal(FileOf(steps), Checkpoints[^1]);
        string[] limit = [.. stream, "--max-steps", $"{steps + 50}"];
        var resumed = await Train([.. _resume, .. limit]);
        Assert.Equal(await Train(limit) with { ResumedFrom = steps }, resumed);
    }
}
