using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Handling of the engine's own messages.</summary>
/// <remarks>Some would interfere with a restart that waits for children; they are put off until that is over.</remarks>
internal sealed partial class ActorCell
{
    private Queue<SystemMessage>? _putOff;

    private bool WaitsForChildren => _children?.WaitsFor is WaitsFor.Creation or WaitsFor.Recreation;

    internal void SystemInvoke(SystemMessage message)
    {
        try
        {
            if (MustWait(message))
                (_putOff ??= new Queue<SystemMessage>()).Enqueue(message);
            else
                Handle(message);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        while (_putOff is { Count: > 0 } waiting && !Mailbox.IsClosed && !MustWait(waiting.Peek()))
        {
            try
            {
                Handle(waiting.Dequeue());
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
    }

    /// <summary>A child's failure waits while this actor cannot decide; commands wait while a restart waits for children.</summary>
    private bool MustWait(SystemMessage message) => message switch
    {
        Failed => Mailbox.IsSuspended,
        Suspend or Resume or Recreate => WaitsForChildren,
        _ => false,
    };

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case Create:
                CreateActor();
                break;
            case Suspend:
                Mailbox.Suspend();
                SuspendChildren(except: []);
                break;
            case Resume resume:
                ResumeActor(resume.CausedByFailure);
                break;
            case Recreate recreate:
                RestartActor(recreate.Cause);
                break;
            case Terminate:
                TerminateActor();
                break;
            case Failed failed:
                ChildFailed(failed);
                break;
            case Watch watch:
                AddWatcher(watch.Watcher);
                break;
            case Unwatch unwatch:
                RemoveWatcher(unwatch.Watcher);
                break;
            case DeathWatchNotification notice:
                WatchedActorTerminated(notice);
                break;
            case RunActorTask run:
                ContinueAsync(run);
                break;
            case ActorTaskCompleted completed:
                AsyncInvocationEnded(completed);
                break;
        }
    }
}
