using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Running;

/// <summary>
/// <list type="table">
/// <item><term><see cref="FileEnumerator.Opened"/></term><description>start the stages</description></item>
/// <item><term><see cref="Consumed"/></term><description>stop them, in the order of the flow</description></item>
/// <item><term><see cref="ShuffleBuffer.Failed"/></term><description>the first cause; the stream has ended, and the consumer goes on to that end</description></item>
/// <item><term><see cref="PipelineSupervisor.Stop"/></term><description>end the stream; the consumer goes on to that end</description></item>
/// <item><term><see cref="Terminated"/></term><description>stop the next stage; unasked for, it is a failure</description></item>
/// <item><term><see cref="DeadLetter"/></term><description>return the memory of a message that nobody received</description></item>
/// <item><term><see cref="PipelineSupervisor.GetResult"/></term><description>answered when the run is over</description></item>
/// </list>
/// </summary>
internal sealed class PipelineSupervisorActor : ReceiveActor, IWithTimers
{
    private readonly RunId _run = RunId.New();
    private readonly PipelineSettings _settings;
    private readonly IFeed _feed;
    private readonly ConsumerProps _consumer;
    private readonly PipelineMeters _meters;
    private readonly Checkpoint? _from;
    private readonly RunCore<IActorRef> _core = new();
    private readonly HashSet<IActorRef> _restartable = [];
    private readonly Dictionary<IActorRef, Exception> _causes = [];
    private readonly List<IActorRef> _waiting = [];
    private readonly List<string> _stragglers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _enumerator = ActorRefs.Nobody;
    private PipelineStages? _stages;
    private Consumed? _consumed;
    private RunResult? _result;

    public PipelineSupervisorActor(PipelineSettings settings, ConsumerProps consumer, PipelineMeters meters, Checkpoint? from, IFeed feed)
    {
        (_settings, _consumer, _meters, _from, _feed) = (settings, consumer, meters, from, feed);
        Receive<FileEnumerator.Opened>(opened => opened.Run == _run && !_core.IsStopping, StartStages);
        Receive<Consumed>(consumed => consumed.Run == _run, consumed =>
        {
            _consumed = consumed;
            _core.End(consumed.End.EndedBy);
            StopStages();
        });
        Receive<ShuffleBuffer.Failed>(failed => failed.Run == _run, failed =>
        {
            Note(Sender, failed.Cause);
            StartGracePeriod();
        });
        Receive<PipelineSupervisor.Stop>(_ => Finish(EndReason.Signal));
        Receive<Terminated>(terminated => Stopped(terminated.ActorRef));
        Receive<DeadLetter>(letter => letter.Message is IOwnsMemory owner && owner.Run == _run, letter => ((IOwnsMemory)letter.Message).ReturnMemory());
        Receive<DeadLetter>(_ => { });
        Receive<GraceIsOver>(_ =>
        {
            _stragglers.AddRange(_core.GiveUp().Select(s => s.Path.ToStringWithoutAddress()));
            StopStages();
        });
        Receive<StagesAreGone>(_ => Report());
        Receive<PipelineSupervisor.GetResult>(_ =>
        {
            _waiting.Add(Sender);
            if (_result is not null)
                Answer(_result);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() =>
        new FirstCauseStrategy(_settings.Supervisor, _restartable.Contains, (child, cause) => _causes[child] = cause);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        _enumerator = Context.ActorOf(FileEnumerator.Props(_run, _settings.Files, Self, _from?.Cursor.Order), "files");
        Begin(_enumerator);
    }

    // One supervisor is one run: a bug in it ends the run, and nobody waits for ever for a result.
    protected override void PreRestart(Exception reason, object message)
    {
        Answer(new Status.Failure(reason));
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Answer(new Status.Failure(new InvalidOperationException("it was stopped before the run had ended")));
    }

    private void StartStages(FileEnumerator.Opened opened)
    {
        try
        {
            _stages = PipelineStages.Start(Context, _run, _settings, _enumerator, opened, _feed, _consumer, _meters, _from);
        }
        catch (Exception e)
        {
            Fail(Self, e);
            return;
        }
        _log.Info("{0} file(s), {1} split(s) an epoch; buffers hold {2:N0} bytes", opened.Files.Count, opened.SplitsPerEpoch, _stages.Buffers.Bytes);
        _restartable.UnionWith(_stages.Feed.Restartable);
        foreach (var stage in _stages.InOrder)
            Begin(stage);
    }

    private void Begin(params IActorRef[] stage)
    {
        foreach (var actor in stage)
            Context.Watch(actor);
        _core.Started(stage);
    }

    private void Stopped(IActorRef actor)
    {
        if (!_core.Stopped(actor))
            Fail(actor, _causes.GetValueOrDefault(actor));
        else
            StopStages();
    }

    private void Note(IActorRef actor, Exception? cause) => _core.Fail(new RunFailure((cause as PipelineException)?.Kind ?? FailureKind.Training,
        actor.Path.ToStringWithoutAddress(), cause?.Message ?? "stopped unexpectedly", cause));

    private void Fail(IActorRef actor, Exception? cause)
    {
        Note(actor, cause);
        // What has been shuffled is sound where a stage before that has failed: it is worth its steps, and a checkpoint.
        if (_stages is { } stages && !_core.IsStopping && stages.IsBeforeShuffle(actor, _enumerator))
            Finish(EndReason.Failure);
        else
            StopStages();
    }

    // The consumer goes on to the end of the stream, which is now; without stages there is nothing to go on with.
    private void Finish(EndReason cause)
    {
        StartGracePeriod();
        if (_stages is not null)
        {
            _stages.ShuffleBuffer.Tell(new ShuffleBuffer.Finish(_run, cause));
            return;
        }
        _core.End(cause);
        StopStages();
    }

    private void StopStages()
    {
        if (_result is not null)
            return;
        StartGracePeriod();
        foreach (var actor in _core.StopNext())
            Context.Stop(actor);
        if (_core.IsOver)
            Self.Tell(StagesAreGone.Instance); // behind the dead letters of the stages
    }

    private void StartGracePeriod()
    {
        if (!Timers.IsTimerActive(GraceIsOver.Instance))
            Timers.StartSingleTimer(GraceIsOver.Instance, GraceIsOver.Instance, _settings.Supervisor.StopGracePeriod);
    }

    private void Report()
    {
        if (_result is not null)
            return;
        Timers.Cancel(GraceIsOver.Instance);
        _result = new RunResult(_run, _core.EndedBy ?? EndReason.Signal, _consumed, _core.Failure,
            _stages?.Buffers.Bytes ?? 0, _stages?.Buffers.Outstanding ?? 0, _stragglers);
        _stages?.Buffers.Dispose();
        Answer(_result);
    }

    private void Answer(object answer)
    {
        foreach (var asker in _waiting)
            asker.Tell(answer);
        _waiting.Clear();
    }

    private sealed record GraceIsOver
    {
        public static GraceIsOver Instance { get; } = new();
    }

    private sealed record StagesAreGone
    {
        public static StagesAreGone Instance { get; } = new();
    }
}
