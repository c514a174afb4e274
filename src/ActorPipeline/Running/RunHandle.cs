using ActorPipeline.Errors;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Running;

/// <summary>The run of one <see cref="DatasetRun"/>: its supervisor, in a system of its own or in a given one.</summary>
internal sealed class RunHandle
{
    // The batches are the program's; what the engine has to say is no news, unless something is wrong. The process ends as it will.
    private static readonly Config _quiet = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    private static int _number;

    private readonly BatchQueue _batches;

    private RunHandle(ActorSystem system, bool isOwn, PipelineSettings settings, BatchQueue batches, PipelineCursor? from)
    {
        (System, _batches) = (system, batches);
        var props = PipelineSupervisor.Props(settings, Consumer.Props([new BatchFeed(batches, from?.Step ?? 0)]), new PipelineMeters(), from?.Origin);
        Supervisor = system.ActorOf(props, $"actor-pipeline-{Interlocked.Increment(ref _number)}");
        Result = ResultAsync();
        Ended = EndAsync(isOwn);
    }

    /// <summary>Where its actors live.</summary>
    public ActorSystem System { get; }

    /// <summary>The actor above all others of it.</summary>
    public IActorRef Supervisor { get; }

    /// <summary>How it ended; failed where there is no result, since somebody else stopped its actors.</summary>
    public Task<RunResult> Result { get; }

    /// <summary>Its actors are gone.</summary>
    public Task Ended { get; }

    /// <exception cref="PipelineException">The system cannot be started.</exception>
    public static RunHandle Start(PipelineSettings settings, Config config, ActorSystem? given, BatchQueue batches, PipelineCursor? from) =>
        new(given ?? NewSystem(config), isOwn: given is null, settings, batches, from);

    /// <summary>Ends it, and returns the memory that nobody has taken. It does not wait for that.</summary>
    public void Stop()
    {
        _batches.Close();
        if (!Result.IsCompleted)
            Supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
    }

    /// <summary>Waits for the result, which comes soon after the last batch has been taken.</summary>
    /// <exception cref="PipelineException">The run failed.</exception>
    public async Task ExpectSuccess(CancellationToken stop)
    {
        RunResult result;
        try
        {
            result = await Result.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new PipelineException(FailureKind.Training, $"{Supervisor.Path.ToStringWithoutAddress()}: {e.Message}", e);
        }
        if (result.Failure is var (kind, actor, message, cause))
            throw new PipelineException(kind, cause is PipelineException ? message : $"{actor}: {message}", cause);
    }

    private static ActorSystem NewSystem(Config config)
    {
        try
        {
            return ActorSystem.Create("actor-pipeline", config.WithFallback(_quiet));
        }
        catch (Exception e) // the engine throws exceptions of many types at a configuration that it does not like
        {
            throw new PipelineException(FailureKind.Settings, $"The actor system cannot be started: {e.Message}", e);
        }
    }

    // An actor that is stopped together with its system may never come to the question.
    private async Task<RunResult> ResultAsync()
    {
        var answer = Supervisor.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, Timeout.InfiniteTimeSpan);
        await Task.WhenAny(answer, System.WhenTerminated).ConfigureAwait(false);
        return answer.IsCompleted ? await answer.ConfigureAwait(false) : throw new InvalidOperationException("its ActorSystem was terminated");
    }

    private async Task EndAsync(bool isOwn)
    {
        await ((Task)Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _batches.Complete();
        if (isOwn)
            await System.Terminate().ConfigureAwait(false);
        else
            await Task.WhenAny(Supervisor.GracefulStop(Timeout.InfiniteTimeSpan), System.WhenTerminated).ConfigureAwait(false);
    }
}
