using System.Diagnostics;

namespace ActorPipeline.Host.Tests.EndToEnd;

public class CrashTests
{
    [Fact]
    public async Task Killed_at_random_moments_and_resumed_the_run_is_the_one_that_was_never_stopped()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "ActorPipeline.sln")))
            root = Path.GetDirectoryName(root)!;
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(root, "scripts/crash-test"), "10"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = script.StandardError.ReadToEndAsync();
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.True(script.ExitCode == 0, output + await errors);
        Assert.Contains("killed 10 times", output);
    }
}
