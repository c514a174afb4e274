using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Consumers;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Cluster.Tests;

/// <summary>Whole pipelines whose splits are leased to workers over real sockets; trainer and workers are actors of one system.</summary>
public abstract class ClusterTestKit : PipelineTestKit
{
    private readonly List<WorkerNode> _workers = [];

    internal SharedToken Token { get; } = new("a token for tests alone"u8);

    /// <summary>What the trainer's node and the workers told their users.</summary>
    internal Notebook Notes { get; } = new();

    /// <summary>Makes one file whose splits, once decoded, are more than the sockets of a connection hold: 30,000 rows, 24 MB.</summary>
    protected void WriteLargeFile()
    {
        foreach (var file in Directory.GetFiles(Folder.Path))
            File.Delete(file);
        var lines = Enumerable.Range(0, 10).Select(kind => string.Join(',', Enumerable.Range(0, 400).Select(column => (column + kind) % 10)) + "\n").ToArray();
        Folder.Write("large.csv", string.Concat(Enumerable.Range(0, 30_000).Select(row => lines[row % lines.Length])));
    }

    /// <summary>Starts a worker that looks for its trainer in this system.</summary>
    internal async Task<WorkerNode> StartWorkerAsync(string settings = "", SharedToken? token = null)
    {
        var number = _workers.Count;
        var worker = await WorkerNode.StartAsync(Sys, Worker.Settings.From(ReaderOf(settings)), "127.0.0.1", "127.0.0.1", 0, token ?? Token, null,
            note => Notes.Add($"{number}: {note}"), $"worker-{number}");
        _workers.Add(worker);
        worker.Actor.Tell(new Worker.SetManager(Sys.ActorSelection($"/user/trainer/{LeaseManager.Name}")));
        return worker;
    }

    /// <summary>Ends a worker at once: its connections break, and its actor is gone.</summary>
    internal void Kill(WorkerNode worker) => worker.DisposeAsync().AsTask().Wait(_patience);

    /// <summary>The run with those workers that are there and come.</summary>
    protected string HashOnWorkers(string settings = "", params IBatchHandler[] observers)
    {
        var hash = new StreamHash();
        return HashOf(Run(settings, Feed(settings), [hash, .. observers]), hash);
    }

    internal IFeed Feed(string settings = "") =>
        new LeasedFeed(LeaseManager.Settings.From(ReaderOf(settings)), () => new BlockClient(Token, null), Notes.Add);

    /// <summary>How a run ended. A run that hangs is a failure.</summary>
    internal RunResult Run(string settings, IFeed feed, params IBatchHandler[] observers)
    {
        var supervisor = Sys.ActorOf(PipelineSupervisor.Props(
            Settings(settings), Consumer.Props(observers), new PipelineMeters(), feed: feed), "trainer");
        var result = Result(supervisor);
        supervisor.GracefulStop(_patience).Wait(_patience);
        return result;
    }

    protected override void AfterAll()
    {
        foreach (var worker in _workers)
            worker.DisposeAsync().AsTask().Wait(_patience);
        base.AfterAll();
    }

    /// <summary>Lines of several threads.</summary>
    internal sealed class Notebook
    {
        private readonly List<string> _lines = [];
        private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

        public string[] Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                foreach (var (text, seen) in _awaited)
                    if (line.Contains(text))
                        seen.TrySetResult();
            }
        }

        /// <summary>Waits for a line with this text, unless there is one.</summary>
        public Task WaitForAsync(string text)
        {
            lock (_lines)
            {
                if (_lines.Any(line => line.Contains(text)))
                    return Task.CompletedTask;
                _awaited.Add((text, new(TaskCreationOptions.RunContinuationsAsynchronously)));
                return _awaited[^1].Seen.Task.WaitAsync(_patience);
            }
        }
    }
}
