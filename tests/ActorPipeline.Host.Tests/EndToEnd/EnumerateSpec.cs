namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary><c>enumerate</c> gives what <c>read</c> gives, in all of its outputs, also where one goes on from the other's checkpoint.</summary>
public class EnumerateSpec : HostRuns
{
    private static readonly string[] _stream = ["--data", "data/*.csv", "--epochs", "2", "--interleave", "2", "--set", "files.split-bytes=4KiB", "--stream-hash"];

    [Fact]
    public async Task It_gives_the_stream_and_the_outputs_of_read()
    {
        var read = await Outputs("read");
        Assert.Equal(read, await Outputs("enumerate"));
        Assert.Equal(4000, read.Origins.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("read", "enumerate")]
    [InlineData("enumerate", "read")]
    public async Task Either_goes_on_from_a_checkpoint_of_the_other(string first, string second)
    {
        var whole = await Outputs("read");
        string[] checkpoints = ["--checkpoint-dir", "checkpoints", "--checkpoint-every", "10", "--resume"];
        await Outputs(first, [.. checkpoints, "--max-steps", "37"]);
        Assert.Equal(whole, await Outputs(second, checkpoints));
    }

    private async Task<(string? Hash, long Rows, string Origins, string EndedBy)> Outputs(string command, params string[] args)
    {
        var summary = await Summary([command, .. _stream, "--origins", "origins.tsv", .. args]);
        return (summary.GetProperty("streamHash").GetString(), summary.GetProperty("rows").GetInt64(), File.ReadAllText(Folder["origins.tsv"]),
            summary.GetProperty("endedBy").GetString()!);
    }
}
