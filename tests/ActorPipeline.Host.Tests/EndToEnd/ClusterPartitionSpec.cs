using System.Net;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>
/// A net between trainer and worker that falls apart and heals. Both bind 127.0.0.1, and are known by 127.0.0.2, where proxies listen at the
/// same ports. The trainer's own node reads slowly in the meantime, so that the run goes on and cannot end before the worker is back.
/// </summary>
public class ClusterPartitionSpec : ClusterRuns
{
    private static readonly string[] _address = ["--host", "127.0.0.2", "--set", "cluster.bind-host=127.0.0.1"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partition_that_heals_soon_changes_nothing(bool silent)
    {
        var (port, workerPort, dataPort) = (FreePort(), FreePort(), FreePort());
        await using var net = new Partition(port, workerPort, dataPort);
        string[] patience = ["--set", "cluster.remove-after=60s"];
        var (trainer, worker) = Start(port, workerPort, dataPort, patience);
        var name = await NameOfAsync(worker);
        await trainer.WaitForOutputAsync("global_step: 20 ");
        net.Begin(silent);
        await trainer.WaitForAsync($"node {name} cannot be reached");
        net.Heal();
        await trainer.WaitForAsync($"node {name} can be reached again");
        await EndsAsOnOneMachine(trainer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_a_partition_has_removed_joins_anew_when_it_heals(bool silent)
    {
        var (port, workerPort, dataPort) = (FreePort(), FreePort(), FreePort());
        await using var net = new Partition(port, workerPort, dataPort);
        var (trainer, worker) = Start(port, workerPort, dataPort, []);
        var name = await NameOfAsync(worker);
        await trainer.WaitForOutputAsync("global_step: 20 ");
        net.Begin(silent);
        await trainer.WaitForAsync($"worker {name} is gone: 0 worker(s)");
        await worker.WaitForAsync("rejoining");
        net.Heal();
        await NameOfAsync(worker);
        await EndsAsOnOneMachine(trainer);
    }

    private (HostProcess Trainer, HostProcess Worker) Start(int port, int workerPort, int dataPort, string[] options) => (
        StartTrainer(port, [.. _address, "--min-workers", "1", "--set", "cluster.local-workers=always", .. Slow, .. options]),
        StartWorkerIn(Folder.Path, $"127.0.0.2:{port}",
            [.. _address, "--token-file", "token", "--port", $"{workerPort}", "--data-port", $"{dataPort}", .. Steady, .. options]));

    /// <summary>The net between nodes that are known by 127.0.0.2.</summary>
    private sealed class Partition(params int[] ports) : IAsyncDisposable
    {
        private readonly FaultyProxy[] _proxies = [.. ports.Select(port => new FaultyProxy(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port), port))];

        /// <param name="silent">Nothing comes through, and nobody is told; otherwise connections end.</param>
        public void Begin(bool silent)
        {
            foreach (var proxy in _proxies)
                (silent ? proxy.Pause : (Action)proxy.Cut)();
        }

        public void Heal()
        {
            foreach (var proxy in _proxies)
                proxy.Heal();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var proxy in _proxies)
                await proxy.DisposeAsync();
        }
    }
}
