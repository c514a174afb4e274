using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ActorPipeline.Host.Tests.EndToEnd;

public class ExperimentsSpec : HostRuns
{
    private static readonly string[] _small =
        ["experiments", "--steps", "7", "--batch-size", "30", "--repeat", "2", "--set", "trainer.hidden-units=16"];

    [Fact]
    public async Task Three_experiments_do_the_same_work_and_are_a_table_bars_and_a_picture()
    {
        var result = await Run([.. _small, "--data", "data/*.csv", "--no-shuffle", "--plot", "plot.svg"]);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));

        var rows = result.Output[..4].Select(line => Regex.Split(line, "  +")).ToList();
        Assert.Equal(["experiment", "seconds", "ratio", "CPU s", "steps", "rows/s", "waiting", "final loss"], rows[0]);
        Assert.Equal(["step by step", "queue", "pipeline"], rows[1..].Select(cells => cells[0]));
        Assert.All(rows[1..], cells => Assert.Equal("7", cells[4]));
        Assert.Equal("1.00", rows[1][2]);
        Assert.Equal(rows[1][7], rows[3][7]); // without a shuffle both train on the same batches
        Assert.All(result.Output[4..], line => Assert.Matches(@"^(step by step|queue       |pipeline    )  #+ \d+\.\d\d s$", line));
        Assert.Equal(7, result.Output.Length);

        Assert.Contains("7 steps of 30 rows", XElement.Load(Folder["plot.svg"]).Elements().First().Value);
        Assert.Contains("round 2 of 2, pipeline: ", result.Errors[^1]);
    }

    [Fact]
    public async Task Without_data_the_tutorials_is_made_once()
    {
        string[] tiny = ["experiments", "--steps", "1", "--repeat", "1", "--batch-size", "2", "--set", "trainer.hidden-units=8"];
        var made = await Run(tiny);
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("making the tutorial's data in data/tutorial", made.Errors);
        var before = File.GetLastWriteTimeUtc(Folder["data/tutorial/examples-19.csv"]);
        Assert.Empty((await Run([.. tiny, "--quiet"])).Errors);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Folder["data/tutorial/examples-19.csv"]));
    }

    [Fact]
    public async Task What_users_get_wrong_has_its_exit_code()
    {
        Folder.Write("bad.csv", "1,2,0\n1,x,0\n");
        Assert.Equal(2, (await Run([.. _small, "--data", "none/*.csv"])).ExitCode);
        Assert.Equal(2, (await Run("experiments", "--steps", "0")).ExitCode);
        var nowhere = await Run([.. _small, "--data", "data/*.csv", "--plot", "nowhere/plot.svg"]);
        Assert.Equal((4, "error: nowhere/plot.svg: the folder is not there"), (nowhere.ExitCode, nowhere.Errors[^1]));
        Assert.DoesNotContain(nowhere.Errors, line => line.StartsWith("round"));
        var bad = await Run([.. _small, "--data", "bad.csv"]);
        Assert.Equal(3, bad.ExitCode);
        Assert.StartsWith("error: bad.csv:2:3: expected a number", bad.Errors[^1]);
    }
}
