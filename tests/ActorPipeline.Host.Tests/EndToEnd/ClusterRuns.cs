using System.Net;
using System.Net.Sockets;
using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>
/// Trainings whose splits worker processes read and decode. Workers are slowed down, so that what is done to a node is done in the middle of a
/// run; nodes are missed within seconds.
/// </summary>
public abstract class ClusterRuns : CheckpointedRuns
{
    private static readonly Lazy<Task<TrainedRun>> _onOneMachine = new(async () =>
    {
        using var runs = new OneMachine();
        return await runs.Train("--epochs", "2");
    });

    private static readonly string[] _haste =
    [
        "--set", "akka.cluster.gossip-interval=200ms",
        "--set", "akka.cluster.failure-detector.heartbeat-interval=200ms",
        "--set", "akka.cluster.failure-detector.acceptable-heartbeat-pause=1500ms",
        "--set", "cluster.remove-after=1s",
        "--set", "cluster.late-after=1s",
        "--set", "cluster.wait-for-workers=2m",
    ];

    private readonly List<HostProcess> _nodes = [];

    private protected ClusterRuns() => Folder.Write("token", "a token of these tests alone");

    /// <summary>How the same training ends on one machine.</summary>
    private protected static Task<TrainedRun> OnOneMachine => _onOneMachine.Value;

    /// <summary>The trainer never reads itself.</summary>
    private protected static string[] OnlyWorkers { get; } = ["--set", "cluster.local-workers=never"];

    /// <summary>
    /// A node that reads so slowly that the run would last for minutes: it goes on without an end, until another one helps, and then ends soon.
    /// </summary>
    private protected static string[] Slow { get; } = Reading("4KiB");

    /// <summary>A node that reads all there is within about six seconds.</summary>
    private protected static string[] Steady { get; } = Reading("64KiB");

    /// <summary>The option that holds a node to so many bytes a second.</summary>
    private protected static string[] Reading(string bytesPerSecond) => ["--set", $"reader.bytes-per-second={bytesPerSecond}"];

    /// <summary>A port of this machine that nobody has, and that the system gives to nobody unasked.</summary>
    private protected static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody has it
            }
        }
    }

    /// <summary>Starts a training.</summary>
    private protected HostProcess StartTrainer(int port, params string[] options) => StartNode(
        Folder.Path,
        [.. _train, "--epochs", "2", "--cluster", "--port", $"{port}", "--token-file", "token", .. _haste,
            "--summary", "summary.json", "--set", "host.log-every=5", .. options]);

    /// <summary>Starts a worker.</summary>
    private protected HostProcess StartWorker(int port, params string[] options) => StartWorkerIn(
        Folder.Path, $"127.0.0.1:{port}", ["--token-file", "token", .. options]);

    /// <summary>Starts a worker in another working directory, or at another address, or with another token.</summary>
    private protected HostProcess StartWorkerIn(string folder, string trainer, params string[] options) =>
        StartNode(folder, ["node", "--join", trainer, .. _haste, .. options]);

    /// <summary>Waits until a worker works for the run, and reads its name in the log.</summary>
    /// <returns>Its host and port.</returns>
    private protected static async Task<string> NameOfAsync(HostProcess worker)
    {
        var line = await worker.WaitForAsync(": working for the run");
        return line["worker ".Length..line.IndexOf(": ", StringComparison.Ordinal)];
    }

    /// <summary>The trainer ends as on one machine.</summary>
    private protected async Task<ProcessResult> EndsAsOnOneMachine(HostProcess trainer)
    {
        var result = await trainer.EndAsync();
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        var summary = SummaryOf("summary.json");
        var run = TrainedRun.Of(summary);
        Assert.Equal(await OnOneMachine with { ResumedFrom = run.ResumedFrom }, run);
        Assert.Equal(0, summary.GetProperty("leakedBuffers").GetInt32());
        return result;
    }

    /// <summary>A signal tells a worker to leave, which succeeds.</summary>
    private protected static async Task<ProcessResult> Leaves(HostProcess worker)
    {
        worker.Signal(SIGTERM);
        var result = await worker.EndAsync();
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}:\n{string.Join('\n', result.Errors)}");
        return result;
    }

    private protected override void EndNodes()
    {
        foreach (var node in _nodes)
            node.Dispose();
    }

    private HostProcess StartNode(string folder, string[] args)
    {
        var node = HostProcess.Start(folder, args);
        _nodes.Add(node);
        return node;
    }

    private sealed class OneMachine : ClusterRuns;
}
