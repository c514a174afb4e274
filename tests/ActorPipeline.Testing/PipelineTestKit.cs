using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Testing;

/// <summary>Whole pipelines over real files: 8 files of 50 rows, cut into many small splits and blocks.</summary>
public abstract class PipelineTestKit : TestKit
{
    protected const int Files = 8, RowsOfAFile = 50;

    /// <summary>How long anything may take before it counts as hanging.</summary>
    protected static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <param name="config">What the actor system needs besides.</param>
    protected PipelineTestKit(string config = "")
        : base(ConfigurationFactory.ParseString(config).WithFallback(ReferenceConf.Config))
    {
        for (var file = 0; file < Files; file++)
            Folder.Write($"{file}.csv", string.Concat(Enumerable.Range(0, RowsOfAFile).Select(row => $"{file},{row},{(file + row) % 2}\n")));
    }

    protected TempFolder Folder { get; } = new();

    /// <summary>Runs a pipeline into a reader of batches, to its end.</summary>
    protected RunResult Run(string settings, params IBatchHandler[] observers) => Result(Start(settings, observers));

    /// <summary>Starts a pipeline into a reader of batches.</summary>
    protected IActorRef Start(string settings, params IBatchHandler[] observers) => Start(settings, Consumer.Props(observers));

    protected IActorRef Start(string settings, ConsumerProps consumer, PipelineMeters? meters = null) =>
        Sys.ActorOf(PipelineSupervisor.Props(Settings(settings), consumer, meters ?? new PipelineMeters()));

    /// <summary>How the run ended. A run that hangs is a failure.</summary>
    protected static RunResult Result(IActorRef supervisor) => supervisor.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, _patience).Result;

    protected string StreamHashOf(string settings = "")
    {
        var hash = new StreamHash();
        return HashOf(Run(settings, hash), hash);
    }

    /// <summary>The hash of a run that has succeeded.</summary>
    protected static string HashOf(RunResult result, StreamHash hash)
    {
        Assert.Null(result.Failure);
        Assert.Equal(0, result.LeakedBuffers);
        return hash.Value;
    }

    protected PipelineSettings Settings(string settings) => PipelineSettings.From(ReaderOf(settings));

    /// <summary>Small splits and blocks, unless these settings say otherwise.</summary>
    protected SettingsReader ReaderOf(string settings) => new(ConfigurationFactory.ParseString($$"""
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

    protected override void AfterAll()
    {
        base.AfterAll();
        Folder.Dispose();
    }

    /// <summary>The supervisor's children by their names, known once the consumer is made.</summary>
    protected sealed class Children
    {
        private IActorContext _supervisor = null!;

        public IActorRef this[string name] => _supervisor.Child(name);

        /// <summary>The consumer, made by the supervisor: who looks around then, sees as the supervisor does.</summary>
        public ConsumerProps SeenBy(ConsumerProps consumer) => consumer with
        {
            Create = context =>
            {
                _supervisor = Current.Context;
                return consumer.Create(context);
            },
        };
    }

    /// <summary>The actor that runs on this thread.</summary>
    protected abstract class Current : ActorBase
    {
        public static new IActorContext Context => ActorBase.Context;
    }

    /// <summary>Keeps the origins of every batch.</summary>
    protected sealed class Origins : IBatchHandler
    {
        public List<RowOrigin[]> Batches { get; } = [];

        public void Handle(MiniBatch batch) => Batches.Add(batch.Origins.ToArray());
    }

    /// <summary>Does something with each batch, on the consumer's thread.</summary>
    protected sealed class Seen(Action<MiniBatch> see) : IBatchHandler
    {
        public void Handle(MiniBatch batch) => see(batch);
    }
}
