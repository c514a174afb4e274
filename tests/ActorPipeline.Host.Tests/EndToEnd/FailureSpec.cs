using System.Runtime.Versioning;
using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Every failure has its exit code, and one line that says what was found, what was expected, and where.</summary>
public class FailureSpec : HostRuns
{
    [Fact]
    public async Task A_glob_without_a_match_is_named() => await Fails(2, "No file matches 'data/*.tsv'", "read", "--data", "data/*.tsv");

    [Fact]
    public async Task No_data_is_an_error() => await Fails(2, "files.paths is empty", "read");

    [Fact]
    public async Task An_unknown_option_is_named() => await Fails(2, "'--epoch'", "read", "--data", "data/*.csv", "--epoch", "2");

    [Fact]
    public async Task No_command_is_an_error() => await Fails(2, "command");

    [Theory]
    [InlineData("0")]
    [InlineData("2147483647")]
    [InlineData("many")]
    public async Task A_number_of_files_is_in_its_range(string number) =>
        await Fails(2, $"--files: expected a whole number from 1 to 1000000, found '{number}'", "generate", "--out", "new", "--files", number);

    [Theory]
    [InlineData("--out: expected a folder, found ''", "generate", "--out", "")]
    [InlineData("--config: expected a file, found ''", "config", "--config", "")]
    public async Task An_empty_path_is_named(string message, params string[] args) => await Fails(2, message, args);

    [Fact]
    public async Task A_dispatcher_of_an_unknown_type_is_named() => await Fails(2, "actor-pipeline.dispatcher.type: expected Dispatcher, ",
        "read", "--data", "data/*.csv", "--set", "dispatcher.type=Wooden");

    [Fact]
    public async Task An_unknown_setting_is_named_with_the_nearest_one() => await Fails(2,
        "there is no setting actor-pipeline.shuffle.batchsize; the nearest one is actor-pipeline.shuffle.batch-size",
        "read", "--set", "shuffle.batchsize=5");

    [Theory]
    [InlineData("shuffle.batch-size=many", "actor-pipeline.shuffle.batch-size: expected a whole number from 1 to 1000000, found 'many'")]
    [InlineData("files.split-bytes=4 parsecs", "actor-pipeline.files.split-bytes: expected a size")]
    [InlineData("shuffle.mode=perhaps", "actor-pipeline.shuffle.mode: expected all or rows or off, found 'perhaps'")]
    [InlineData("shuffle.capacity=10", "actor-pipeline.shuffle.capacity: expected more than min-after-dequeue, 10")]
    [InlineData("trainer.learning-rate=0", "actor-pipeline.trainer.learning-rate: expected a number above 0 and at most 1000000, found '0'")]
    [InlineData("trainer.momentum=1", "actor-pipeline.trainer.momentum: expected a number from 0 to below 1, found '1'")]
    [InlineData("trainer.momentum=-0.1", "actor-pipeline.trainer.momentum: expected a number from 0 to below 1, found '-0.1'")]
    [InlineData("trainer.schedule=cosine", "actor-pipeline.trainer.schedule-steps: expected a number of steps, since")]
    [InlineData("host.log-every=0", "actor-pipeline.host.log-every: expected a whole number from 1 to 1000000000, found '0'")]
    public async Task A_value_of_the_wrong_form_is_named(string assignment, string message) =>
        await Fails(2, message, "train", "--data", "data/*.csv", "--set", assignment);

    // What config does in-process is held to every number by EverySettingTests.
    [Theory]
    [InlineData("reader.header-lines", "--header-lines", "2147483647")]
    [InlineData("files.split-bytes", "--split-bytes", "9223372036854775807")]
    [InlineData("reader.readers", "--readers", "2147483647")]
    [InlineData("shuffle.capacity", "--capacity", "2147483648")]
    [InlineData("cluster.port", "--port", "65536")]
    [InlineData("supervisor.restart-window", "--set", "supervisor.restart-window=NaN")]
    [InlineData("shuffle.mode", "--set", "shuffle.mode=\u001b[31m")]
    public async Task A_run_and_config_refuse_the_same_in_one_line(string key, params string[] option)
    {
        var (run, config) = (await Run(["read", "--data", "data/*.csv", .. option]), await Run(["config", .. option]));

        Assert.Equal((2, 2), (run.ExitCode, config.ExitCode));
        Assert.Equal(Assert.Single(run.Errors), Assert.Single(config.Errors));
        Assert.StartsWith($"error: actor-pipeline.{key}: expected ", config.Errors[0]);
        Assert.EndsWith($", found '{option[1].Split('=')[^1].Replace("\u001b", "\\u001B")}'.", config.Errors[0]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named()
    {
        File.CreateSymbolicLink(Folder["data/link.csv"], "nowhere.csv");
        await Fails(4, "data/link.csv: the file is not there", "read", "--data", "data/*.csv");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_may_not_be_read_is_named()
    {
        File.SetUnixFileMode(Folder["data/examples-05.csv"], UnixFileMode.None);
        var result = await HostProcess.RunWithoutPrivilegeAsync(Folder.Path, "read", "--data", "data/*.csv");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("data/examples-05.csv: permission denied", Assert.Single(result.Errors, line => line.StartsWith("error: ")));
    }

    [Fact]
    public async Task A_bad_record_is_named_by_file_line_and_column_and_the_summary_tells_it_too()
    {
        File.AppendAllText(Folder["data/examples-07.csv"], "1,2,3,x,5,6,7,8,1\n");
        const string Message = "data/examples-07.csv:101:7: expected a number in column 3, found 'x'";
        await Fails(3, Message, "read", "--data", "data/*.csv", "--summary", "summary.json");
        var summary = SummaryOf("summary.json");
        Assert.Equal(("failure", Message), (summary.GetProperty("endedBy").GetString(), summary.GetProperty("failure").GetString()));
    }

    [Fact]
    public async Task Skipped_bad_records_are_told_and_counted()
    {
        File.AppendAllText(Folder["data/examples-07.csv"], "1,2\n");
        var result = await Run("read", "--data", "data/*.csv", "--epochs", "1", "--on-bad-record", "skip", "--quiet", "--summary", "summary.json");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("warning: data/examples-07.csv:101:4: expected 9 fields, found 2", Assert.Single(result.Errors));
        Assert.Equal((1, 2000), (SummaryOf("summary.json").GetProperty("badRecords").GetInt32(), SummaryOf("summary.json").GetProperty("rows").GetInt32()));
        await Fails(3, "max-bad-records is 0", "read", "--data", "data/*.csv", "--on-bad-record", "skip", "--max-bad-records", "0");
    }

    [Fact]
    public async Task A_diverged_training_is_an_error_of_training() => await Fails(5, "expected a finite loss",
        "train", "--data", "data/*.csv", "--set", "trainer.hidden-units=16", "--set", "trainer.learning-rate=1e6");

    [Theory]
    [InlineData("--summary")]
    [InlineData("--origins")]
    public async Task An_output_that_cannot_be_written_is_named_before_the_run(string option) =>
        await Fails(4, "nowhere/out: the folder is not there", "read", "--data", "data/*.csv", "--max-steps", "1", option, "nowhere/out");

    [Theory]
    [InlineData("train")]
    [InlineData("read")]
    public async Task A_standard_output_that_takes_nothing_is_named(string command)
    {
        var result = await HostProcess.RunIntoFullDiskAsync(Folder.Path, command, "--data", "data/*.csv", "--epochs", "1");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("standard output: ", Assert.Single(result.Errors, line => line.StartsWith("error: ")));
    }

    [Theory]
    [InlineData(SIGINT, 130, "Stopped by SIGINT.")]
    [InlineData(SIGTERM, 143, "Stopped by SIGTERM.")]
    public async Task A_signal_ends_an_endless_run_after_the_batches_under_way(int signal, int exitCode, string line)
    {
        using var host = HostProcess.Start(Folder.Path, "read", "--data", "data/*.csv", "--summary", "summary.json");
        await host.WaitForAsync("20 file(s)");
        host.Signal(signal);
        var result = await host.EndAsync();
        Assert.Equal((exitCode, line), (result.ExitCode, result.Output[0]));
        var summary = SummaryOf("summary.json");
        Assert.Equal("signal", summary.GetProperty("endedBy").GetString());
        Assert.Equal($"last global step: {summary.GetProperty("steps")}", result.Output[1]);
        Assert.Equal(0, summary.GetProperty("leakedBuffers").GetInt32());
    }

    private async Task Fails(int exitCode, string message, params string[] args)
    {
        var result = await Run(args);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}:\n{string.Join('\n', result.Errors)}");
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors, line => line.StartsWith("error: "));
        Assert.Contains(message, error);
        Assert.DoesNotContain(result.Errors, line => line.StartsWith("   at "));
    }
}
