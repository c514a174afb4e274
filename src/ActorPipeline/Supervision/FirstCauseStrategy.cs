using ActorPipeline.Flow;
using Akka.Actor;

namespace ActorPipeline.Supervision;

/// <summary>
/// Restarts the stages that can go on where they were, a limited number of times, and stops every other; tells which child
/// failed with what before the child is gone. A <see cref="PipelineException"/> is about the user's data or files: a restart
/// would meet it again.
/// </summary>
internal sealed class FirstCauseStrategy(PipelineSupervisor.Settings settings, Func<IActorRef, bool> restarts, Action<IActorRef, Exception> report)
    : OneForOneStrategy(settings.MaxRestarts, settings.RestartWindow, _ => Directive.Stop)
{
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        report(child, exception);
        return exception is not PipelineException && restarts(child) ? Directive.Restart : Directive.Stop;
    }
}
