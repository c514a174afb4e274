using ActorPipeline.Errors;
using ActorPipeline.Running;
using Akka.Actor;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// A failure of the data or of a file ends the lease, and the trainer's node decides what follows; the reader continues with the next lease. After
/// any other failure the actor is restarted, a limited number of times.
/// </summary>
/// <param name="settings">How often.</param>
/// <param name="fail">Ends the lease that a reader is at.</param>
internal sealed class JobStrategy(PipelineSupervisor.Settings settings, Action<IActorRef, PipelineException> fail)
    : OneForOneStrategy(settings.MaxRestarts, (int)settings.RestartWindow.TotalMilliseconds, _ => Directive.Restart)
{
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        if (exception is not PipelineException failure)
            return base.Handle(child, exception);
        fail(child, failure);
        return Directive.Resume;
    }

    protected override void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (cause is not PipelineException)
            base.LogFailure(context, child, cause, directive);
    }
}
