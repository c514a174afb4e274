using ActorPipeline.Checkpoints;
using ActorPipeline.Host.Inspecting;

namespace ActorPipeline.Host.Tests.EndToEnd;

public class InspectSpec : CheckpointedRuns
{
    [Fact]
    public async Task Inspect_lists_the_records_of_a_step_from_checkpoints_origins_or_settings_alike()
    {
        await Train(["--epochs", "2", .. _resume, "--origins", "origins.tsv"]);
        foreach (var step in (string[])["1", "150", "174"])
        {
            var fromCheckpoints = await Run("inspect", "checkpoints", "--step", step);
            Assert.Equal(0, fromCheckpoints.ExitCode);
            Assert.Equal(fromCheckpoints.Output, (await Run("inspect", "origins.tsv", "--step", step)).Output);
            Assert.Equal(fromCheckpoints.Output, (await Run(["inspect", "--step", step, "--epochs", "2", .. _train[1..]])).Output);
        }
        Assert.Equal(2, (await Run("inspect", "checkpoints", "--step", "175")).ExitCode);
        Assert.Equal(CheckpointText.Of(FileOf(174), CheckpointFile.Read(Folder[FileOf(174)])), (await Run("inspect", "checkpoints")).Output);
    }
}
