namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>A checkpoint that does not fit the run, or is not whole, is never taken; what is wrong with it is named.</summary>
public class RefusedCheckpointSpec : CheckpointedRuns
{
    [Fact]
    public async Task A_folder_with_checkpoints_is_not_begun_anew()
    {
        await TrainTo(20);
        var error = await Refused(2, "--checkpoint-dir", "checkpoints");
        Assert.Contains($"{FileOf(20)}: expected a folder without checkpoints, found one of step 20. --resume goes on from it", error);
        Assert.Equal([FileOf(20)], Checkpoints);
    }

    [Fact]
    public async Task Every_changed_setting_of_the_order_is_named()
    {
        await TrainTo(20);
        var error = await Refused(2, [.. _resume, "--seed", "5", "--batch-size", "22", "--readers", "2"]);
        Assert.Contains("actor-pipeline.seed: 23 then, 5 now", error);
        Assert.Contains("actor-pipeline.shuffle.batch-size: 23 then, 22 now", error);
        Assert.DoesNotContain("reader", error);
    }

    [Fact]
    public async Task Every_changed_file_is_named()
    {
        await TrainTo(20);
        var length = new FileInfo(Folder["data/examples-03.csv"]).Length;
        File.AppendAllText(Folder["data/examples-03.csv"], "1,2,3,4,5,6,7,8,1\n");
        File.SetLastWriteTimeUtc(Folder["data/examples-04.csv"], new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        File.Delete(Folder["data/examples-05.csv"]);
        Folder.Write("data/new.csv", "1,2,3,4,5,6,7,8,1\n");
        var error = await Refused(2, _resume);
        Assert.Contains($"data/examples-03.csv: {length} bytes then, {length + 18} now", error);
        Assert.Matches("data/examples-04.csv: last changed .* then, 2001-02-03T04:05:06.* now", error);
        Assert.Contains("data/examples-05.csv: missing now; was part of the data set", error);
        Assert.Contains("data/new.csv: new; was not part of the data set", error);
        Assert.Equal(5, error.Split('\n').Length);
    }

    [Theory]
    [InlineData("flipped", "it is damaged")]
    [InlineData("cut", "it is damaged")]
    [InlineData("empty", "it is no checkpoint of ActorPipeline")]
    [InlineData("foreign", "it is no checkpoint of ActorPipeline")]
    public async Task A_damaged_one_is_named_and_the_one_before_it_taken(string damage, string reason)
    {
        var expected = await Train("--epochs", "2");
        await TrainTo(40);
        await TrainTo(50);
        Damage(damage, FileOf(50));
        var result = await Run([.. _train, "--epochs", "2", .. _resume, "--summary", "summary.json", "--quiet"]);
        Assert.Equal(0, result.ExitCode);
        var warning = Assert.Single(result.Errors, line => line.Contains("checkpoints/"));
        Assert.StartsWith($"warning: {FileOf(50)}: {reason}", warning);
        Assert.EndsWith("The checkpoint before it is taken.", warning);
        Assert.Equal(expected with { ResumedFrom = 40 }, TrainedRun.Of(SummaryOf("summary.json")));
    }

    [Fact]
    public async Task When_none_can_be_read_the_run_does_not_begin_anew()
    {
        await TrainTo(50);
        foreach (var file in Checkpoints)
            Damage("flipped", file);
        var before = Checkpoints;
        Assert.Contains("checkpoints: none of its checkpoints can be read", await Refused(4, _resume));
        Assert.Equal(before, Checkpoints);
    }

    [Fact]
    public async Task Only_the_last_ones_are_kept_and_nothing_half_written()
    {
        Folder.Write(FileOf(20) + ".tmp", "half");
        foreach (var steps in new[] { 30, 35, 37 })
            await Train(["--epochs", "2", .. _resume, "--max-steps", $"{steps}", "--set", "checkpoint.keep=2"]);
        Assert.Equal([FileOf(35), FileOf(37)], Checkpoints);
    }

    [Fact]
    public async Task A_damaged_one_does_not_count_among_those_kept()
    {
        await TrainTo(40);
        await TrainTo(50);
        Damage("cut", FileOf(50));
        await Train(["--epochs", "2", .. _resume, "--max-steps", "45", "--set", "checkpoint.keep=1"]);
        Assert.Equal([FileOf(45), FileOf(50)], Checkpoints);
    }

    [Fact]
    public async Task One_without_a_hash_does_not_go_on_with_one()
    {
        string[] unhashed = [.. _train.Where(arg => arg != "--stream-hash"), "--epochs", "2"];
        Assert.Equal(0, (await Run([.. unhashed, .. _resume, "--max-steps", "20"])).ExitCode);
        Assert.Contains("was written without a stream hash", await Refused(2, _resume));
    }

    [Fact]
    public async Task Another_learning_rate_is_taken_and_said()
    {
        await TrainTo(20);
        var result = await Run([.. _train, "--epochs", "2", .. _resume, "--set", "trainer.learning-rate=0.05", "--quiet"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.Errors, line => line.StartsWith("warning: actor-pipeline.trainer.learning-rate: 0.1 then, 0.05 now"));
    }

    private async Task TrainTo(int steps) => await Train(["--epochs", "2", .. _resume, "--max-steps", $"{steps}"]);

    /// <summary>Fails, and gives the error with the lines that belong to it.</summary>
    private async Task<string> Refused(int exitCode, params string[] args)
    {
        var result = await Run([.. _train, "--epochs", "2", .. args]);
        var error = string.Join('\n', result.Errors.SkipWhile(line => !line.StartsWith("error: ")));
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}:\n{error}");
        Assert.Empty(result.Output);
        return error;
    }

    private void Damage(string how, string file)
    {
        var bytes = File.ReadAllBytes(Folder[file]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Folder[file], how switch
        {
            "flipped" => bytes,
            "cut" => bytes[..(bytes.Length / 3)],
            "empty" => [],
            _ => [.. "1,2,3,4,5,6,7,8,1\n"u8],
        });
    }
}
