using System.Text.Json;

namespace ActorPipeline.Host.Tests.EndToEnd;

public class RunSpec : HostRuns
{
    [Fact]
    public async Task Reading_the_tutorials_data_twice_ends_at_step_174_with_a_batch_of_21()
    {
        var result = await ReadTutorial();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["Done reading, epoch limit reached.", "last global step: 174", "last batch of size: 21"], result.Output.Take(3));
        Assert.StartsWith("rows: 4000  seconds: ", Assert.Single(result.Output.Skip(3)));
    }

    [Fact]
    public async Task Training_on_it_logs_every_20_steps_and_ends_with_the_three_lines()
    {
        var result = await Run("train", "--data", "data/*.csv", "--epochs", "2", "--set", "trainer.hidden-units=16");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["Done training, epoch limit reached.", "last global step: 174", "last batch of size: 21"], result.Output[^3..]);
        Assert.Equal([20, 40, 60, 80, 100, 120, 140, 160], result.Output[..^3].Select(line =>
        {
            Assert.Matches(@"^global_step: \d+  loss: \d\.\d{6}  accuracy: [01]\.\d{6}$", line);
            return int.Parse(line.Split(' ')[1]);
        }));
    }

    [Fact]
    public async Task The_same_training_gives_the_same_weights_and_a_summary_without_gaps()
    {
        string[] train = ["train", "--data", "data/*.csv", "--epochs", "2", "--set", "trainer.hidden-units=16", "--stream-hash"];
        var first = await Summary(train);
        var second = await Summary([.. train, "--decoders", "3"]);
        Assert.Equal(64, first.GetProperty("weightsHash").GetString()!.Length);
        Assert.Equal(first.GetProperty("weightsHash").GetString(), second.GetProperty("weightsHash").GetString());
        Assert.Equal(first.GetProperty("finalLoss").GetSingle(), second.GetProperty("finalLoss").GetSingle());
        Assert.Equal(["bestStep", "bestEvalLoss", "bestEvalAccuracy", "resumedFromStep", "failure"], first.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Null).Select(m => m.Name));
        Assert.Equal(0, first.GetProperty("leakedBuffers").GetInt32());
    }

    [Fact]
    public async Task Dropping_the_remainder_ends_at_step_173()
    {
        var result = await ReadTutorial("--drop-remainder");
        Assert.Equal(["Done reading, epoch limit reached.", "last global step: 173", "last batch of size: 23"], result.Output.Take(3));
    }

    [Fact]
    public async Task A_step_limit_ends_an_endless_run()
    {
        var result = await Run("read", "--data", "data/*.csv", "--max-steps", "200");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["Done reading, step limit reached.", "last global step: 200", "last batch of size: 23"], result.Output.Take(3));
    }

    [Fact]
    public async Task Fewer_rows_than_a_batch_are_a_smaller_one_or_no_step_and_a_reason()
    {
        Assert.Equal("last batch of size: 100", (await Run("read", "--data", "data/examples-00.csv", "--epochs", "1", "--batch-size", "101")).Output[2]);
        var none = await Run("read", "--data", "data/examples-00.csv", "--epochs", "1", "--batch-size", "101", "--drop-remainder", "--quiet");
        Assert.Equal(0, none.ExitCode);
        Assert.Equal("last global step: 0", none.Output[1]);
        Assert.Contains("fewer rows than shuffle.batch-size", Assert.Single(none.Errors));
    }

    [Fact]
    public async Task A_buffer_larger_than_the_data_holds_all_of_it() =>
        Assert.Equal("last batch of size: 21", (await ReadTutorial("--capacity", "5000", "--min-after-dequeue", "4500")).Output[2]);

    [Fact]
    public async Task Files_of_any_shape_are_read_to_their_last_line()
    {
        Folder.Write("odd/a-empty.csv", "");
        Folder.Write("odd/b-no-last-newline.csv", "1,2,0\n3,4,1");
        Folder.Write("odd/c-one-line.csv", "5,6,1\n");
        Folder.Write("odd/d-blank-lines.csv", "\n7,8,0\r\n\n");
        var summary = await Summary("read", "--data", "odd/*.csv", "--epochs", "3", "--batch-size", "4");
        Assert.Equal((12, 3, 6), (summary.GetProperty("rows").GetInt32(), summary.GetProperty("steps").GetInt32(), summary.GetProperty("blankLines").GetInt32()));
    }

    [Fact]
    public async Task Progress_and_notes_go_to_standard_error_and_not_at_all_when_quiet()
    {
        Assert.NotEmpty((await ReadTutorial()).Errors);
        Assert.Empty((await ReadTutorial("--quiet")).Errors);
    }

    [Fact]
    public async Task Generate_makes_data_that_can_be_read_at_once()
    {
        var made = await Run("generate", "--out", "new", "--files", "3", "--rows", "7", "--features", "5");
        Assert.Equal((0, 0), (made.ExitCode, made.Output.Length));
        Assert.Contains("3 file(s) of 7 row(s) of 5 feature(s)", Assert.Single(made.Errors));
        Assert.Equal(21, (await Summary("read", "--data", "new/*", "--epochs", "1")).GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Config_shows_value_origin_kind_and_unit_of_every_setting()
    {
        Folder.Write("my.conf", "actor-pipeline.shuffle.prefetch = 7");
        var table = await Run("config", "--config", "my.conf", "--set", "seed=5", "--no-shuffle", "--set", "trainer.momentum=0.9");
        Assert.Equal(0, table.ExitCode);
        var rows = table.Output.Select(line => System.Text.RegularExpressions.Regex.Split(line, "  +")).ToDictionary(cells => cells[0], cells => cells[1..]);
        Assert.Equal(["VALUE", "ORIGIN", "KIND", "UNIT"], rows["KEY"]);
        Assert.Equal(["7", "my.conf", "speed", "batches"], rows["shuffle.prefetch"]);
        Assert.Equal(["5", "--set seed", "data order", "whole number"], rows["seed"]);
        Assert.Equal(["off", "--no-shuffle", "data order", "word"], rows["shuffle.mode"]);
        Assert.Equal(["23", "reference.conf", "data order", "rows"], rows["shuffle.batch-size"]);
        Assert.Equal(["0.9", "--set trainer.momentum", "training", "share"], rows["trainer.momentum"]);
        Assert.Equal(["constant", "reference.conf", "training", "word"], rows["trainer.schedule"]);
    }
}
