using ActorPipeline.Settings;
using Samples;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>A trainer of the user's own, from an assembly that the host does not know.</summary>
public class OwnTrainerSpec : CheckpointedRuns
{
    private readonly string[] _own;

    public OwnTrainerSpec()
    {
        var name = Path.GetFileName(typeof(LogisticRegression).Assembly.Location);
        Directory.CreateDirectory(Folder["own"]);
        File.Copy(typeof(LogisticRegression).Assembly.Location, Folder["own/" + name]);
        _own = ["--trainer", "own/" + name];
    }

    [Fact]
    public async Task Own_trainer_trains_to_the_end_of_the_data_and_its_backend_is_named()
    {
        var summary = await Summary([.. _train, .. _own, "--epochs", "5", "--eval-data", "data/*.csv"]);
        Assert.Equal("logistic-regression", summary.GetProperty("backend").GetString());
        Assert.True(summary.GetProperty("bestEvalAccuracy").GetDouble() > 0.9, $"{summary}");
        Assert.Equal(0, summary.GetProperty("leakedBuffers").GetInt32());
    }

    [Fact]
    public async Task Its_weights_go_on_from_a_checkpoint_as_if_nobody_had_stopped_it()
    {
        var whole = await Train([.. _own, "--epochs", "2"]);
        await Train([.. _own, .. _resume, "--epochs", "2", "--max-steps", "100"]);
        Assert.Equal(whole with { ResumedFrom = 100 }, await Train([.. _own, .. _resume, "--epochs", "2"]));
    }

    [Fact]
    public async Task Its_own_settings_reach_it_and_another_one_on_resume_is_warned_of()
    {
        var slow = await Train([.. _own, .. _resume, "--epochs", "1", "--set", "trainer.options.rate=0.001"]);
        var fast = await Train([.. _own, "--epochs", "1", "--set", "trainer.options.rate=0.5"]);
        Assert.NotEqual(slow.WeightsHash, fast.WeightsHash);

        var resumed = await Run([.. _train, .. _own, .. _resume, "--epochs", "1", "--set", "trainer.options.rate=0.5"]);
        Assert.Contains(resumed.Errors, l => l.StartsWith("warning: actor-pipeline.trainer.options.rate: 0.001 then, 0.5 now"));
    }

    [Theory]
    [InlineData("own/none.dll", 4, "error: own/none.dll: the file is not there")]
    [InlineData("data/examples-00.csv", 2, "expected a .NET assembly, found 'data/examples-00.csv")]
    public async Task File_that_is_no_assembly_is_refused(string file, int code, string message)
    {
        var result = await Run([.. _train, "--trainer", file]);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(message, Assert.Single(result.Errors, l => l.StartsWith("error: ")));
    }

    [Fact]
    public async Task Assembly_without_a_factory_is_refused()
    {
        File.Copy(typeof(SettingsReader).Assembly.Location, Folder["own/ActorPipeline.dll"]);
        var result = await Run([.. _train, "--trainer", "own/ActorPipeline.dll"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.Errors, l => l.StartsWith("error: actor-pipeline.trainer.assembly: expected an assembly with one public class that "
            + "implements ITrainerFactory, found 'own/ActorPipeline.dll, which has none'"));
    }

    [Fact]
    public async Task Gpu_is_used_or_the_run_fails_with_the_reason()
    {
        var result = await Run([.. _train, "--device", "cuda", "--max-steps", "3"]);
        if (result.ExitCode == 0)
            Assert.Contains("backend: torch-cuda", result.Errors);
        else
            Assert.Contains(result.Errors, l => result.ExitCode == 2 && l.StartsWith("error: actor-pipeline.trainer.device: expected cpu or auto"));
    }
}
