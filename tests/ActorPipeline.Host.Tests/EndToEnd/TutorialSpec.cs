using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>The tutorial's data set as it is generated: 20 files of 100 rows of 1,024 features.</summary>
public sealed class TutorialFolder : IDisposable
{
    public TutorialFolder() => SyntheticSetWriter.Write(TutorialData.Set, Folder["data/tutorial"]);

    internal TempFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();
}

/// <summary>The tutorial's job, and the golden hashes of its stream: promises to users, which no change may touch.</summary>
public partial class TutorialSpec(TutorialFolder tutorial) : IClassFixture<TutorialFolder>
{
    private const string GoldenStream = "760b5345bea97c15b22541de4ceaf3cfd99effd3dd3d1f3f02b549959eff1696";

    [Fact]
    public async Task Job_of_the_tutorial_prints_the_log_of_the_readme()
    {
        var result = await Run("train", "--config", Path.Combine(Checkout.Root, "hocon/single-node.conf"), "--device", "cpu", "--summary", "summary.json", "--stream-hash");
        Assert.Equal(0, result.ExitCode);

        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var expected = LogOfTheReadme().Match(readme).Value.TrimEnd().Split('\n');
        Assert.Equal(11, expected.Length);
        Assert.Equal(expected.Select(WithoutLoss), result.Output.Select(WithoutLoss));
        Assert.All(expected.Zip(result.Output).Take(8), pair => Assert.Equal(LossOf(pair.First), LossOf(pair.Second), 2e-4));

        Assert.Contains("engine: Akka 1.5.74", result.Errors);
        Assert.Contains("backend: torch-cpu", result.Errors);
        var summary = Summary();
        Assert.Equal(("Akka", "1.5.74", "torch-cpu", 1), (summary.GetProperty("engine").GetString(), summary.GetProperty("akkaVersion").GetString(),
            summary.GetProperty("backend").GetString(), summary.GetProperty("trainerThreads").GetInt32()));
        Assert.Equal(GoldenStream, summary.GetProperty("streamHash").GetString());
    }

    [Theory]
    [InlineData("", GoldenStream)]
    [InlineData("--split-bytes 200000", GoldenStream)]
    [InlineData("--no-shuffle", "455cc4d3d94828f0e6a06fb890936ae9ec15e57ed5a85ec9337a72eac2ac0979")]
    [InlineData("--interleave 4", "4f744e51ef89f7ade441feaf33d6efc9263377a5ed4f71b36cb3e67bd2737bbe")]
    [InlineData("--seed 7", "26b5c8c01e02d1437e5df1261424ffebf98f4c37b99ef70e2a87718954002bef")]
    [InlineData("--epoch-boundary drain", "8c97ac22463edfb7123c898f3f02a32c3c3700c14550b03b1c76cf98ed431eaf")]
    [InlineData("--drop-remainder", "7319ff47cf76f19752c204ca02228516c450c5285a335b2bef43ce9b78275ab6")]
    public async Task Stream_of_these_settings_never_changes(string options, string hash)
    {
        var result = await Run(["read", "--data", "data/tutorial/*.csv", "--epochs", "2", "--stream-hash", "--quiet", "--summary", "summary.json",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(hash, Summary().GetProperty("streamHash").GetString());
    }

    [Fact]
    public async Task Other_number_of_threads_on_resume_is_told_and_the_same_is_not()
    {
        string[] train = ["train", "--data", "data/tutorial/*.csv", "--device", "cpu", "--checkpoint-dir", "runs", "--resume", "--summary", "summary.json"];
        await Run([.. train, "--max-steps", "5", "--set", "trainer.threads=1"]);
        Assert.Matches(@"^  computed  by 1 thread\(s\) on .*-bit vectors$", Assert.Single((await Run("inspect", "runs")).Output, l => l.Contains("computed")));

        var same = await Run([.. train, "--max-steps", "6"]); // auto is one thread for this model
        Assert.DoesNotContain(same.Errors, line => line.StartsWith("warning: "));

        var other = await Run([.. train, "--max-steps", "7", "--set", "trainer.threads=2"]);
        Assert.Matches(@"^warning: the checkpoint was trained by 1 thread\(s\) on (.*), the run goes on with 2 thread\(s\) on \1: from here on the weights "
            + "agree with those of the run that was stopped to rounding, not bit for bit$", Assert.Single(other.Errors, line => line.StartsWith("warning: ")));
        Assert.Equal(2, Summary().GetProperty("trainerThreads").GetInt32());
    }

    private Task<ProcessResult> Run(params string[] args) => HostProcess.RunAsync(tutorial.Folder.Path, args);

    private JsonElement Summary() => JsonDocument.Parse(File.ReadAllText(tutorial.Folder["summary.json"])).RootElement;

    private static string WithoutLoss(string line) => Loss().Replace(line, "loss");

    private static double LossOf(string line) => double.Parse(Loss().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"loss: (\S+)")]
    private static partial Regex Loss();

    [GeneratedRegex(@"global_step: 20 (.*\n)+?last batch of size: 21\n")]
    private static partial Regex LogOfTheReadme();
}
