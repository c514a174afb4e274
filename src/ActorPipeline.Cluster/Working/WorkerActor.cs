using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// <list type="table">
/// <item><term><see cref="Worker.SetManager"/></term><description>request a job there, until there is one</description></item>
/// <item><term><see cref="WorkerProtocol.AssignJob"/></term><description>work for that run, and for no other</description></item>
/// <item><term><see cref="JobActor.SplitsRequested"/></term><description>report the demand to the manager</description></item>
/// <item><term><see cref="Worker.AcceptLease"/></term><description>give the lease to the job, if it is one of its run</description></item>
/// <item><term><see cref="WorkerProtocol.EndJob"/>, <see cref="Terminated"/></term><description>the run is over, or its trainer is gone: drop all of it</description></item>
/// </list>
/// </summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly Worker.Settings _settings;
    private readonly WorkerEndpoint _endpoint;
    private readonly Action<string> _note;
    private ICanTell? _manager;
    private CurrentJob? _current;

    public WorkerActor(Worker.Settings settings, WorkerEndpoint endpoint, Action<string> note)
    {
        (_settings, _endpoint, _note) = (settings, endpoint, note);
        Receive<Worker.SetManager>(set =>
        {
            _manager = set.Manager;
            ReportDemand();
        });
        Receive<WorkerProtocol.AssignJob>(assign => Start(assign.Job));
        Receive<JobActor.SplitsRequested>(requested => requested.Run == _current?.Run, requested =>
        {
            _current!.Requested = requested.Count;
            ReportDemand();
        });
        Receive<Worker.AcceptLease>(accept =>
        {
            if (accept.Request.Run == _current?.Run.Value)
                _current.Job.Forward(accept);
            else
                Sender.Tell(new LeaseAnswer(null, StatusCodes.Status503ServiceUnavailable, "no job of this run"));
        });
        Receive<WorkerProtocol.EndJob>(end => end.Run == _current?.Run, _ => Leave("the run is over"));
        Receive<Terminated>(terminated => Stopped(terminated.ActorRef));
        Receive<Tick>(_ => ReportDemand());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A job restarts its stages itself; one that failed nevertheless is a bug, and its run continues without this node.
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _tick);

    private void Start(Job job)
    {
        if (job.Run == _current?.Run)
            return;
        if (_current is not null)
            Leave("another run has begun");
        var meters = new PipelineMeters();
        var actor = Context.ActorOf(JobActor.Props(job, _settings, meters), $"job-{job.Run}");
        _current = new CurrentJob(job.Run, Context.Watch(Sender), Context.Watch(actor), meters);
        _note($"working for the run {job.Run}");
        ReportDemand();
    }

    private void ReportDemand()
    {
        if (_current is { } current)
            current.Manager.Tell(new WorkerProtocol.ReportDemand(current.Run, _endpoint.Server, _endpoint.Address, current.Requested,
                new(_settings.Reader.Readers, current.Meters.Reader.BusyTime), new(_settings.Decoders, current.Meters.Decoder.BusyTime)));
        else
            _manager?.Tell(new WorkerProtocol.RequestJob(), Self);
    }

    private void Stopped(IActorRef actor)
    {
        if (actor.Equals(_current?.Manager))
            Leave("the trainer is gone");
        else if (actor.Equals(_current?.Job))
            throw new InvalidOperationException($"The job {actor.Path.Name} stopped unexpectedly.");
    }

    private void Leave(string why)
    {
        Context.Unwatch(_current!.Manager);
        Context.Unwatch(_current.Job);
        Context.Stop(_current.Job);
        _current = null;
        _note($"waiting for work: {why}");
    }

    private sealed class CurrentJob(RunId run, IActorRef manager, IActorRef job, PipelineMeters meters)
    {
        public RunId Run => run;

        public IActorRef Manager => manager;

        public IActorRef Job => job;

        public PipelineMeters Meters => meters;

        public long Requested { get; set; }
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
