using ActorPipeline.Host.Tests.EndToEnd;

namespace ActorPipeline.Host.Tests.Packaging;

public sealed class PublishSpec(PublishedHosts hosts) : ClusterRuns, IClassFixture<PublishedHosts>
{
    private static readonly string[] _small = ["--data", "data/*.csv", "--max-steps", "5", "--set", "trainer.hidden-units=4", "--summary", "summary.json"];

    [Fact]
    public async Task Published_host_trains_and_brings_no_part_of_libtorch_that_is_for_python()
    {
        var files = Directory.GetFiles(hosts.WithTorch, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList();
        Assert.Contains("libtorch_cpu.so", files);
        Assert.DoesNotContain("libtorch_python.so", files);

        var result = await RunPublished(hosts.WithTorch, ["train", "--device", "cpu", .. _small]);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        Assert.Equal("torch-cpu", SummaryOf("summary.json").GetProperty("backend").GetString());
    }

    [Fact]
    public void Host_without_torch_is_small_and_has_nothing_of_it()
    {
        var files = new DirectoryInfo(hosts.WithoutTorch).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(f => f.Length), 1, 15_000_000);
        Assert.DoesNotContain(files, f => f.Name.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Host_without_torch_says_that_it_has_no_model_and_trains_one_s_own()
    {
        var refused = await RunPublished(hosts.WithoutTorch, ["train", .. _small]);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("error: actor-pipeline.trainer.assembly: expected FILE.dll with a trainer of your own, since this host was built without TorchSharp",
            Assert.Single(refused.Errors));

        File.Copy(typeof(Samples.LogisticRegression).Assembly.Location, Folder["own.dll"]);
        var trained = await RunPublished(hosts.WithoutTorch, ["train", "--trainer", "own.dll", .. _small]);
        Assert.True(trained.ExitCode == 0, string.Join('\n', trained.Errors));
        Assert.Equal("logistic-regression", SummaryOf("summary.json").GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Host_without_torch_is_all_that_a_worker_needs()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]);
        using var worker = new ChildProcess(Folder.Path, "dotnet",
            Path.Combine(hosts.WithoutTorch, "ActorPipeline.Host.dll"), "node", "--join", $"127.0.0.1:{port}", "--token-file", "token");
        await EndsAsOnOneMachine(trainer);
        worker.Signal(ChildProcess.SIGTERM);
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    // Where no package cache can help.
    private async Task<ProcessResult> RunPublished(string host, string[] args)
    {
        using var process = new ChildProcess(Folder.Path, "env", ["NUGET_PACKAGES=/nowhere", "HOME=/nowhere", "dotnet", Path.Combine(host, "ActorPipeline.Host.dll"), .. args]);
        return await process.EndAsync();
    }
}
