using ActorPipeline.Errors;
using ActorPipeline.Running;
using Akka.Actor;

namespace ActorPipeline.Cluster.Working;

/// <summary>
/// What is about the data or a file ends the lease, and the trainer's node judges it; the reader goes on with the next. Anything else is taken
/// up again, a limited number of times.
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
