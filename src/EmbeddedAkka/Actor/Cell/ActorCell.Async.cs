using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Asynchronous handlers: user messages stand still until the handler has ended, also where its instance has gone by then.</summary>
internal sealed partial class ActorCell
{
    internal void RunAsync(Func<Task> handler)
    {
        var invocation = new AsyncInvocation(this, _current);
        var task = invocation.Start(handler);
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return;
        }
        Mailbox.Suspend();
        invocation.NotifyWhenEnded(task);
    }

    private void ContinueAsync(RunActorTask run)
    {
        _current = run.Invocation.Handled;
        run.Invocation.Run(run.Task);
        _current = default;
    }

    private void AsyncInvocationEnded(ActorTaskCompleted completed)
    {
        Mailbox.Resume();
        if (completed.Failure is { } failure)
        {
            _current = completed.Invocation.Handled;
            Fail(failure);
        }
        _idleTimer?.Restart();
    }
}
