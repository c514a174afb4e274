using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Data;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// <list type="table">
/// <item><term><see cref="Worker.TrainerIs"/></term><description>ask there for work, until there is some</description></item>
/// <item><term><see cref="LeaseManager.Engage"/></term><description>work for that run, and for no other</description></item>
/// <item><term><see cref="JobActor.Asked"/></term><description>tell the manager how many splits the readers have asked for</description></item>
/// <item><term><see cref="Worker.Take"/></term><description>give the lease to the job, if it is one of its run</description></item>
/// <item><term><see cref="LeaseManager.Dismiss"/>, <see cref="Terminated"/></term><description>the run is over, or its trainer is gone: drop all of it</description></item>
/// </list>
/// </summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly Worker.Settings _settings;
    private readonly WorkerEndpoint _endpoint;
    private readonly Action<string> _note;
    private ICanTell? _trainer;
    private Engagement? _engagement;

    public WorkerActor(Worker.Settings settings, WorkerEndpoint endpoint, Action<string> note)
    {
        (_settings, _endpoint, _note) = (settings, endpoint, note);
        Receive<Worker.TrainerIs>(found =>
        {
            _trainer = found.Manager;
            ReportDemand();
        });
        Receive<LeaseManager.Engage>(engage => Engage(engage.Job));
        Receive<JobActor.Asked>(asked => asked.Run == _engagement?.Run, asked =>
        {
            _engagement!.Asked = asked.Count;
            ReportDemand();
        });
        Receive<Worker.Take>(take =>
        {
            if (take.Request.Run == _engagement?.Run.Value)
                _engagement.Job.Forward(take);
            else
                Sender.Tell(new LeaseAnswer(null, StatusCodes.Status503ServiceUnavailable, "not engaged in this run"));
        });
        Receive<LeaseManager.Dismiss>(dismiss => dismiss.Run == _engagement?.Run, _ => Leave("the run is over"));
        Receive<Terminated>(terminated => Stopped(terminated.ActorRef));
        Receive<Tick>(_ => ReportDemand());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A job restarts its stages itself; one that failed nevertheless is a bug, and its run gets on without this node.
    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _tick);

    private void Engage(Job job)
    {
        if (job.Run == _engagement?.Run)
            return;
        if (_engagement is not null)
            Leave("another run has begun");
        var meters = new PipelineMeters();
        var actor = Context.ActorOf(JobActor.Props(job, _settings, meters), $"job-{job.Run}");
        _engagement = new Engagement(job.Run, Context.Watch(Sender), Context.Watch(actor), meters);
        _note($"working for the run {job.Run}");
        ReportDemand();
    }

    private void ReportDemand()
    {
        if (_engagement is { } engagement)
            engagement.Manager.Tell(new LeaseManager.Ready(engagement.Run, _endpoint.Server, _endpoint.Address, engagement.Asked,
                new(_settings.Reader.Readers, engagement.Meters.Reader.BusyTime), new(_settings.Decoders, engagement.Meters.Decoder.BusyTime)));
        else
            _trainer?.Tell(new LeaseManager.Present(), Self);
    }

    private void Stopped(IActorRef actor)
    {
        if (actor.Equals(_engagement?.Manager))
            Leave("the trainer is gone");
        else if (actor.Equals(_engagement?.Job))
            throw new InvalidOperationException($"The job {actor.Path.Name} stopped unexpectedly.");
    }

    private void Leave(string why)
    {
        Context.Unwatch(_engagement!.Manager);
        Context.Unwatch(_engagement.Job);
        Context.Stop(_engagement.Job);
        _engagement = null;
        _note($"waiting for work: {why}");
    }

    private sealed class Engagement(RunId run, IActorRef manager, IActorRef job, PipelineMeters meters)
    {
        public RunId Run => run;

        public IActorRef Manager => manager;

        public IActorRef Job => job;

        public PipelineMeters Meters => meters;

        public long Asked { get; set; }
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
