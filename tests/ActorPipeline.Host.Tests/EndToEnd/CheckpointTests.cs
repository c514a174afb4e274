using System.Text.Json;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>A run that is stopped and resumed is, bit for bit, the run that was never stopped.</summary>
public class CheckpointTests : HostRuns
{
    private static readonly string[] _training =
    [
        "train", "--data", "data/*.csv", "--epochs", "2", "--stream-hash", "--set", "trainer.hidden-units=16", "--set", "files.split-bytes=4KiB",
        "--set", "reader.block-bytes=1KiB",
    ];

    private static readonly string[] _resuming = ["--checkpoint-dir", "checkpoints", "--checkpoint-every", "20", "--resume"];

    [Theory]
    [InlineData("mix", "1")]
    [InlineData("drain", "3")]
    public async Task Stopped_again_and_again_it_gives_the_same_stream_weights_and_origins(string boundary, string interleave)
    {
        string[] training = [.. _training, "--epoch-boundary", boundary, "--interleave", interleave];
        var whole = await Summary([.. training, "--origins", "whole.tsv"]);
        int[] stops = [1, 7, 86, 87, 100, 173];
        foreach (var stop in stops)
        {
            var part = await Summary([.. training, .. _resuming, "--origins", "parts.tsv", "--max-steps", $"{stop}",
                "--readers", $"{1 + stop % 4}", "--decoders", $"{1 + stop % 3}", "--prefetch", $"{1 + stop % 5}", "--set", $"reader.window={2 + stop % 3}"]);
            Assert.Equal("maxSteps", part.GetProperty("endedBy").GetString());
        }
        var last = await Summary([.. training, .. _resuming, "--origins", "parts.tsv"]);

        Assert.Equal(173, last.GetProperty("resumedFromStep").GetInt64());
        AssertSame(whole, last);
        Assert.Equal(File.ReadAllText(Folder["whole.tsv"]), File.ReadAllText(Folder["parts.tsv"]));
    }

    [Fact]
    public async Task After_a_signal_it_goes_on_where_it_was()
    {
        string[] training = ["train", "--data", "data/*.csv", "--epochs", "60", "--stream-hash", "--set", "trainer.hidden-units=16"];
        var whole = await Summary(training);
        using (var run = HostProcess.Start(Folder.Path, [.. training, .. _resuming, "--log-every", "1"]))
        {
            await run.WaitForAsync("feature(s) a row");
            run.Signal(15);
            Assert.Equal(143, (await run.EndAsync()).ExitCode);
        }
        Assert.NotEmpty(Checkpoints());
        AssertSame(whole, await Summary([.. training, .. _resuming]));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_it_is_taken()
    {
        var whole = await Summary(_training);
        await Summary([.. _training, .. _resuming, "--max-steps", "50"]);
        var latest = Checkpoints()[^1];
        var bytes = File.ReadAllBytes(latest);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(latest, bytes);
        File.WriteAllText(Path.Combine(Folder["checkpoints"], "step-0000000060.checkpoint"), "something else");

        var result = await Run([.. _training, .. _resuming, "--summary", "summary.json"]);
        Assert.Contains(result.Errors, e => e.Contains("step-0000000050.checkpoint: it is damaged"));
        Assert.Contains(result.Errors, e => e.Contains("step-0000000060.checkpoint: it is no checkpoint of ActorPipeline"));
        // Steps of these sizes may be faster than the disk; then the second one was passed over.
        Assert.Contains(SummaryOf("summary.json").GetProperty("resumedFromStep").GetInt64(), (long[])[20, 40]);
        AssertSame(whole, SummaryOf("summary.json"));
    }

    [Fact]
    public async Task Other_settings_or_files_are_refused_with_the_list_of_what_is_different()
    {
        await Summary([.. _training, .. _resuming, "--max-steps", "50"]);
        File.AppendAllText(Folder["data/examples-03.csv"], "\n");

        var result = await Run([.. _training, .. _resuming, "--batch-size", "5", "--seed", "4"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.Errors, e => e.Contains("actor-pipeline.seed: 23 then, 4 now"));
        Assert.Contains(result.Errors, e => e.Contains("actor-pipeline.shuffle.batch-size: 23 then, 5 now"));
        Assert.Contains(result.Errors, e => e.Contains("data/examples-03.csv: ") && e.Contains(" bytes then, "));
    }

    [Fact]
    public async Task A_new_run_does_not_touch_the_checkpoints_of_another()
    {
        await Summary([.. _training, .. _resuming, "--max-steps", "5"]);
        var before = Checkpoints();

        var result = await Run([.. _training, "--checkpoint-dir", "checkpoints"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.Errors, e => e.Contains("--resume goes on from it"));
        Assert.Equal(before, Checkpoints());
    }

    [Fact]
    public async Task Only_the_last_checkpoints_are_kept()
    {
        await Summary([.. _training, .. _resuming, "--set", "checkpoint.keep=2"]);

        Assert.Equal(["step-0000000160.checkpoint", "step-0000000174.checkpoint"], Directory.GetFiles(Folder["checkpoints"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_bad_record_leaves_a_checkpoint_of_what_was_trained_before_it()
    {
        File.AppendAllText(Folder["data/examples-19.csv"], "1,2\n");

        var result = await Run([.. _training, .. _resuming, "--set", "files.shuffle=off", "--quiet"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(result.Errors, e => e.Contains("data/examples-19.csv:101:"));
        var steps = Checkpoints().Select(file => long.Parse(Path.GetFileNameWithoutExtension(file)["step-".Length..])).ToList();
        Assert.InRange(steps[^1], 80, 86);
    }

    [Fact]
    public async Task Inspect_lists_the_records_of_a_step_from_checkpoints_origins_or_settings_alike()
    {
        await Summary([.. _training, .. _resuming, "--origins", "origins.tsv"]);
        foreach (var step in (string[])["1", "150", "174"])
        {
            var fromCheckpoints = await Run("inspect", "checkpoints", "--step", step);
            Assert.Equal(0, fromCheckpoints.ExitCode);
            Assert.Equal(fromCheckpoints.Output, (await Run("inspect", "origins.tsv", "--step", step)).Output);
            Assert.Equal(fromCheckpoints.Output, (await Run(["inspect", "--step", step, .. _training[1..5], .. _training[6..]])).Output);
        }
        Assert.Equal(2, (await Run("inspect", "checkpoints", "--step", "175")).ExitCode);
        Assert.Contains("  metrics   loss ", string.Join('\n', (await Run("inspect", "checkpoints")).Output));
    }

    private string[] Checkpoints() => [.. Directory.GetFiles(Folder["checkpoints"]).Order(StringComparer.Ordinal)];

    private static void AssertSame(JsonElement whole, JsonElement resumed)
    {
        foreach (var name in (string[])["streamHash", "weightsHash", "steps", "rows", "lastBatchSize", "epochs", "finalLoss", "endedBy"])
            Assert.Equal(whole.GetProperty(name).ToString(), resumed.GetProperty(name).ToString());
    }
}
