using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Asynchronous handlers: user messages stand still until the handler has ended.</summary>
internal sealed partial class ActorCell
{
    private AsyncInvocation? _async;

    private bool HasAsyncInvocation => _async is not null;

    internal void RunAsync(Func<Task> handler)
    {
        var invocation = new AsyncInvocation(this);
        var task = invocation.Start(handler);
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return;
        }
        _async = invocation;
        Mailbox.Suspend();
        invocation.NotifyWhenEnded(task);
    }

    /// <summary>The handler's actor instance is gone; what it still does no longer holds the mailbox.</summary>
    private void AbandonAsyncInvocation()
    {
        if (_async is null)
            return;
        _async = null;
        Mailbox.Resume();
    }

    private void AsyncInvocationEnded(ActorTaskCompleted completed)
    {
        if (_async != completed.Invocation)
            return;
        _async = null;
        Mailbox.Resume();
        if (completed.Failure is { } failure)
            Fail(failure);
        else
            _current = default;
        _idleTimer?.Restart();
    }
}
