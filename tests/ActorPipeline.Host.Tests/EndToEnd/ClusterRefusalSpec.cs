using System.Net;
using System.Net.Sockets;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Nodes that cannot take part, or may not, say why, and disturb nobody.</summary>
public class ClusterRefusalSpec : ClusterRuns
{
    [Fact]
    public async Task A_worker_with_another_token_gets_nowhere_and_is_counted()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]);
        var stranger = StartWorkerIn(Folder.Path, $"127.0.0.1:{port}", "--token-file", Folder.Write("other", "a token of somebody else"));
        await trainer.WaitForAsync("cluster port: refused");
        StartWorker(port);
        await EndsAsOnOneMachine(trainer);
        Assert.Equal(2, SummaryOf("summary.json").GetProperty("nodes").GetInt32());
        Assert.DoesNotContain((await Leaves(stranger)).Errors, line => line.Contains("joined the trainer"));
    }

    // Paths below the working directory are relative: the same path names another file there.
    [Fact]
    public async Task A_worker_whose_file_differs_is_refused_that_file_by_name()
    {
        var port = FreePort();
        Elsewhere("data/examples-03.csv");
        var trainer = StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]);
        var worker = StartWorkerIn(Folder["elsewhere"], $"127.0.0.1:{port}", "--token-file", Folder["token"]);
        var name = await NameOfAsync(worker);
        await trainer.WaitForAsync($"warning: worker {name}: data/examples-03.csv: expected first and last kilobytes");
        StartWorker(port);
        await EndsAsOnOneMachine(trainer);
    }

    [Fact]
    public async Task A_run_whose_workers_all_find_another_file_ends_and_names_it()
    {
        var port = FreePort();
        Elsewhere("data/examples-03.csv");
        var worker = StartWorkerIn(Folder["elsewhere"], $"127.0.0.1:{port}", "--token-file", Folder["token"]);
        await worker.WaitForAsync(": joining ");
        var trainer = StartTrainer(port, ["--min-workers", "1", "--set", "cluster.wait-for-workers=10s", .. OnlyWorkers]);
        Fails(6, "data/examples-03.csv: expected a worker that can read it within 10 s (cluster.wait-for-workers), found 1", await trainer.EndAsync());
    }

    [Fact]
    public async Task A_run_that_no_worker_joins_ends_after_a_while() => Fails(
        6, "expected at least 2 worker(s) within 1 s (cluster.wait-for-workers), found 0",
        await StartTrainer(0, ["--min-workers", "2", "--set", "cluster.wait-for-workers=1s"]).EndAsync());

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Fails(6, $"127.0.0.1:{port}", await StartTrainer(port).EndAsync());
        Fails(6, $"127.0.0.1:{port}", await StartWorker(1, "--port", $"{port}").EndAsync());
        Fails(6, $"127.0.0.1:{port}", await StartWorker(1, "--data-port", $"{port}").EndAsync());
    }

    // TEST-NET-1, which no machine has.
    [Fact]
    public async Task An_address_that_is_not_of_this_machine_is_named()
    {
        Fails(6, "192.0.2.1:8110", await StartTrainer(8110, "--host", "192.0.2.1").EndAsync());
        Fails(6, "192.0.2.1:8110", await StartWorker(1, "--host", "192.0.2.1", "--port", "8110").EndAsync());
    }

    [Theory]
    [InlineData("cluster.host=two words", "actor-pipeline.cluster.host: expected a name or an address")]
    [InlineData("cluster.late-after=soon", "actor-pipeline.cluster.late-after: expected a duration")]
    [InlineData("cluster.local-workers=some", "actor-pipeline.cluster.local-workers: expected never or always or when-none, found 'some'")]
    public async Task A_trainer_s_setting_of_the_wrong_form_is_named(string assignment, string message) =>
        Fails(2, message, await StartTrainer(0, "--set", assignment).EndAsync());

    [Theory]
    [InlineData("cluster.join=[]", "actor-pipeline.cluster.join: expected the trainer's HOST:PORT")]
    [InlineData("cluster.join=[nowhere]", "actor-pipeline.cluster.join: expected HOST:PORT, found 'nowhere'")]
    [InlineData("cluster.token-file=\"\"", "actor-pipeline.cluster.token-file: expected the file that holds the token")]
    [InlineData("cluster.port=65536", "actor-pipeline.cluster.port: expected a whole number from 0 to 65535")]
    [InlineData("cluster.data-port=-1", "actor-pipeline.cluster.data-port: expected a whole number")]
    [InlineData("reader.readers=0", "actor-pipeline.reader.readers: expected a whole number from 1 to 1024")]
    public async Task A_worker_s_setting_of_the_wrong_form_is_named(string assignment, string message) => Fails(
        2, message, await Run("node", "--set", "cluster.token-file=token", "--set", "cluster.join=[\"127.0.0.1:1\"]", "--set", assignment));

    private static void Fails(int exitCode, string message, ProcessResult result)
    {
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}:\n{string.Join('\n', result.Errors)}");
        Assert.Contains(message, Assert.Single(result.Errors, line => line.Contains("error: ")));
        Assert.DoesNotContain(result.Errors, line => line.StartsWith("   at "));
    }

    /// <summary>The same files under the folder <c>elsewhere</c>, but for one, of which a digit of the first line is another.</summary>
    private void Elsewhere(string different)
    {
        Directory.CreateDirectory(Folder["elsewhere/data"]);
        foreach (var file in Directory.EnumerateFiles(Folder["data"]))
        {
            var (path, bytes) = (Path.Combine(Folder["elsewhere/data"], Path.GetFileName(file)), File.ReadAllBytes(file));
            if (file == Folder[different])
                bytes[0] = (byte)'9';
            File.WriteAllBytes(path, bytes);
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(file));
        }
    }
}
