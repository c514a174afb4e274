using System.Diagnostics;
using ActorPipeline.Errors;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// Restarts the stages that can go on where they were, a limited number of times, and stops every other; tells why it stops a
/// child before the child is gone: by the first cause, where it kept failing. A <see cref="PipelineException"/> is about the
/// user's data or files: a restart would meet it again.
/// </summary>
internal sealed class FirstCauseStrategy(PipelineSupervisor.Settings settings, Func<IActorRef, bool> restarts, Action<IActorRef, Exception> report)
    : OneForOneStrategy(_ => Directive.Stop)
{
    private readonly Dictionary<IActorRef, FailureSeries> _series = [];

    protected override Directive Handle(IActorRef child, Exception exception)
    {
        var cause = CauseOf(exception);
        if (cause is not PipelineException && restarts(child))
        {
            if (!_series.TryGetValue(child, out var series))
                _series.Add(child, series = new FailureSeries(settings.MaxRestarts, settings.RestartWindow));
            if (series.Add(cause, Stopwatch.GetElapsedTime(0)))
                return Directive.Restart;
            cause = series.FirstCause!;
        }
        report(child, cause);
        return Directive.Stop;
    }

    // What is about the user's data or files is in the result; it is no error of the program.
    protected override void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (CauseOf(cause) is not PipelineException)
            base.LogFailure(context, child, cause, directive);
    }

    // An actor that fails while it is made fails with exceptions about the making, around the cause.
    private static Exception CauseOf(Exception exception)
    {
        if (exception is ActorInitializationException)
            while (exception is not PipelineException && exception.InnerException is { } inner)
                exception = inner;
        return exception;
    }
}
