using System.Text.Json;
using ActorPipeline.Host.Tests.Packaging;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Who loads libtorch, how, and where it comes from.</summary>
public class LibtorchSpec : HostRuns
{
    [Theory]
    [InlineData(true, "train", "--data", "data/*.csv", "--max-steps", "1", "--set", "trainer.hidden-units=4")]
    [InlineData(false, "read", "--data", "data/*.csv", "--max-steps", "1")]
    [InlineData(false, "config")]
    [InlineData(false, "inspect", "--step", "1", "--data", "data/*.csv")]
    [InlineData(false, "generate", "--out", "more", "--rows", "1")]
    [InlineData(false, "train", "--trainer", "own.dll", "--data", "data/*.csv", "--max-steps", "1")]
    public async Task Only_training_the_built_in_model_loads_it(bool loads, params string[] args)
    {
        File.Copy(typeof(Samples.LogisticRegression).Assembly.Location, Folder["own.dll"]);
        var result = await HostProcess.RunWithAsync(Folder.Path, ["LD_DEBUG=files", $"LD_DEBUG_OUTPUT={Folder["loaded"]}"], args);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        var files = Directory.GetFiles(Folder.Path, "loaded.*").SelectMany(File.ReadLines).Where(line => line.Contains("file=")).ToList();
        Assert.Contains(files, line => line.Contains("libcoreclr.so"));
        Assert.Equal(loads, files.Any(line => line.Contains("libtorch")));
    }

    [Fact]
    public async Task A_worker_never_loads_it()
    {
        Folder.Write("token", "a token of these tests alone");
        using var worker = HostProcess.Start(Folder.Path, "node", "--join", "127.0.0.1:9", "--token-file", "token");
        await worker.WaitForAsync("joining 127.0.0.1:9");
        Assert.DoesNotContain("libtorch", File.ReadAllText($"/proc/{worker.Id}/maps"));
        worker.Signal(ChildProcess.SIGTERM);
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    // libgomp prints what it took as it is loaded.
    [Theory]
    [InlineData(null, "PASSIVE")]
    [InlineData("ACTIVE", "ACTIVE")]
    public async Task Threads_that_wait_do_not_spin_unless_the_user_says_so(string? given, string taken)
    {
        string[] variables = ["OMP_DISPLAY_ENV=TRUE", .. given is null ? Array.Empty<string>() : [$"OMP_WAIT_POLICY={given}"]];
        var result = await HostProcess.RunWithAsync(Folder.Path, variables, "train", "--data", "data/*.csv", "--max-steps", "1", "--set", "trainer.hidden-units=4");
        Assert.Equal($"OMP_WAIT_POLICY = '{taken}'", Assert.Single(result.Errors, line => line.Contains("OMP_WAIT_POLICY")).Split("] ")[^1].Trim());
    }

    [Fact]
    public async Task Where_it_cannot_be_loaded_one_line_says_why_and_what_helps()
    {
        var host = Path.GetDirectoryName(HostProcess.Assembly)!;
        Directory.CreateDirectory(Folder["host"]);
        foreach (var file in Directory.GetFiles(host))
            File.Copy(file, Folder[$"host/{Path.GetFileName(file)}"]);
        using var process = new ChildProcess(Folder.Path, "dotnet", Folder["host/ActorPipeline.Host.dll"], "train", "--data", "data/*.csv", "--max-steps", "1");
        var result = await process.EndAsync();
        Assert.Equal(5, result.ExitCode);
        var error = Assert.Single(result.Errors, line => line.StartsWith("error: "));
        Assert.StartsWith("error: TorchSharp's native library cannot be loaded: Unable to load shared library 'LibTorchSharp'", error);
        Assert.Contains($"libtorch-cpu-", error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Gpu_build_takes_exactly_the_package_for_gpus()
    {
        var output = await Sdk.RunAsync(Checkout.Root, [], "msbuild", "src/ActorPipeline.Host", "-p:TorchBackend=cuda",
            "-getItem:PackageReference", "-getItem:PackageVersion");
        var items = JsonDocument.Parse(string.Concat(output)).RootElement.GetProperty("Items");
        Assert.Equal("TorchSharp-cuda-linux", Assert.Single(Named("PackageReference"), name => name.Contains("torch", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal("[0.107.0]", items.GetProperty("PackageVersion").EnumerateArray()
            .Single(i => i.GetProperty("Identity").GetString() == "TorchSharp-cuda-linux").GetProperty("Version").GetString());

        IEnumerable<string> Named(string item) => items.GetProperty(item).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!);
    }

    [Fact]
    public async Task Gpu_check_without_a_gpu_is_one_line()
    {
        using var check = new ChildProcess(Folder.Path, "env", "PATH=/usr/bin:/bin", "bash", Path.Combine(Checkout.Root, "scripts/gpu-check"));
        var result = await check.EndAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("gpu-check: expected a GPU of NVIDIA", Assert.Single(result.Errors));
    }

    [Fact]
    public void A_model_of_ones_own_needs_none_of_it() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src/Samples/LogisticRegression/bin", Checkout.Configuration), "*", SearchOption.AllDirectories),
        file => Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase));
}
