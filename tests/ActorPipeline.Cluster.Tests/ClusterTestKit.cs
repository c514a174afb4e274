using ActorPipeline.Tests;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Consumers;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Cluster.Tests;

/// <summary>Whole pipelines whose splits are leased to workers over real sockets; trainer and workers are actors of one system.</summary>
public abstract class ClusterTestKit() : TestKit(ReferenceConf.Config)
{
    protected const int Files = 8, RowsOfAFile = 50;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly List<WorkerNode> _workers = [];

    internal TempFolder Folder { get; } = new();

    internal SharedToken Token { get; } = new("a token for tests alone"u8);

    /// <summary>What the trainer's node and the workers told their users.</summary>
    internal Notebook Notes { get; } = new();

    /// <summary>Makes the files that <see cref="Settings"/> reads.</summary>
    protected void WriteFiles(int rowsOfAFile = RowsOfAFile)
    {
        for (var file = 0; file < Files; file++)
            Folder.Write($"{file}.csv", string.Concat(Enumerable.Range(0, rowsOfAFile).Select(row => $"{file},{row},{(file + row) % 2}\n")));
    }

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
        worker.Actor.Tell(new Worker.TrainerIs(Sys.ActorSelection($"/user/trainer/{LeaseManager.Name}")));
        return worker;
    }

    /// <summary>Ends a worker at once: its connections break, and its actor is gone.</summary>
    internal void Kill(WorkerNode worker) => worker.DisposeAsync().AsTask().Wait(_patience);

    /// <summary>The run without workers.</summary>
    protected string HashOnOneMachine(string settings = "") => HashOf(settings, new LocalFeed());

    /// <summary>The run with those workers that are there and come.</summary>
    protected string HashOnWorkers(string settings = "", params IBatchObserver[] observers) => HashOf(settings, Feed(settings), observers);

    internal IFeed Feed(string settings = "") =>
        new LeasedFeed(LeaseManager.Settings.From(ReaderOf(settings)), () => new BlockClient(Token, null), Notes.Add);

    /// <summary>How a run ended. A run that hangs is a failure.</summary>
    internal RunResult Run(string settings, IFeed feed, params IBatchObserver[] observers)
    {
        var supervisor = Sys.ActorOf(PipelineSupervisor.Props(
            PipelineSettings.From(ReaderOf(settings)), BatchReader.Props(observers), new PipelineMeters(), feed: feed), "trainer");
        var result = supervisor.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, _patience).Result;
        supervisor.GracefulStop(_patience).Wait(_patience);
        return result;
    }

    protected override void AfterAll()
    {
        foreach (var worker in _workers)
            worker.DisposeAsync().AsTask().Wait(_patience);
        base.AfterAll();
        Folder.Dispose();
    }

    internal SettingsReader ReaderOf(string settings) => new(ConfigurationFactory.ParseString($$"""
        actor-pipeline { {{settings}} }
        """).WithFallback(ConfigurationFactory.ParseString($$"""
        actor-pipeline {
          epochs = 2
          files { paths = ["{{Folder.Path}}/*.csv"], split-bytes = 100 }
          reader { readers = 2, block-bytes = 32, window = 2 }
          shuffle { min-after-dequeue = 20, batch-size = 7 }
          supervisor { restart-backoff = 1ms, stop-grace-period = 20s }
        }
        """)).WithFallback(ReferenceConf.Config));

    private string HashOf(string settings, IFeed feed, params IBatchObserver[] observers)
    {
        using var hash = new StreamHash();
        var result = Run(settings, feed, [hash, .. observers]);
        Assert.Null(result.Failure);
        Assert.Equal(0, result.LeakedBuffers);
        return hash.Value;
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
