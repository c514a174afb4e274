using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Creation, failure, restart and end of the actor.</summary>
/// <remarks>
/// A failed actor stands still, its children too, until its parent decides. Restart and end both wait for the children that
/// were told to stop; system messages that would interfere with that wait are put off until it is over.
/// </remarks>
internal sealed partial class ActorCell
{
    private bool _failed;
    private IActorRef? _failedChild;
    private bool _terminating;
    private Exception? _restartCause;
    private Queue<SystemMessage>? _putOff;

    internal bool IsTerminating => _terminating;

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
                SuspendChildren(except: null);
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
                run.Invocation.Run(run.Task);
                break;
            case ActorTaskCompleted completed:
                AsyncInvocationEnded(completed);
                break;
        }
    }

    private void CreateActor()
    {
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            _idleTimer?.Restart();
        }
        catch (Exception failure)
        {
            ReleaseActor();
            throw new ActorInitializationException(Self, "Exception during creation", failure);
        }
    }

    /// <summary>Stands still and lets the parent decide.</summary>
    private void Fail(Exception failure, IActorRef? child = null)
    {
        if (_failed || _terminating)
        {
            SystemImpl.EventStream.Publish(new Error(failure, Self.Path.ToString(), LogClass, failure.Message));
            return;
        }
        _failed = true;
        _failedChild = child;
        Mailbox.Suspend();
        SuspendChildren(except: child);
        ParentRef.SendSystemMessage(new Failed(Self, failure));
    }

    private Type LogClass => _actor?.GetType() ?? Props.Type;

    private void ChildFailed(Failed failed)
    {
        if (_children?.StatsOf(failed.Child) is not { } stats)
            return;
        if (_actor is null || !_actor.Strategy.HandleFailure(this, failed.Child, failed.Cause, stats, _children))
            Fail(failed.Cause, failed.Child);
    }

    private void ResumeActor(Exception? causedByFailure)
    {
        if (_terminating)
            return;
        if (_actor is null)
        {
            // It never came to life: there is nothing to resume, so it is created anew.
            RecreateFromNothing();
            return;
        }
        var failedChild = _failedChild;
        if (causedByFailure is not null)
            ClearFailure();
        Mailbox.Resume();
        foreach (var child in ChildRefs())
            child.Resume(child.Equals(failedChild) ? causedByFailure : null);
    }

    private void RestartActor(Exception cause)
    {
        if (_terminating)
            return;
        if (_actor is null)
        {
            RecreateFromNothing();
            return;
        }
        _restartCause = cause;
        try
        {
            _actor.AroundPreRestart(cause, CurrentMessage!);
        }
        catch (Exception failure)
        {
            var error = new PreRestartException(Self, failure, cause, CurrentMessage);
            SystemImpl.EventStream.Publish(new Error(error, Self.Path.ToString(), LogClass, failure.Message));
        }
        _idleTimer?.Cancel();
        _idleTimer = null;
        ReleaseActor();
        AbandonAsyncInvocation();
        if (_children?.Await(WaitsFor.Recreation) != true)
            FinishRestart();
    }

    private void FinishRestart()
    {
        var cause = _restartCause!;
        _restartCause = null;
        var survivors = ChildRefs().ToArray();
        ClearFailure();
        Mailbox.Resume();
        try
        {
            _actor = NewActor();
            _actor.AroundPostRestart(cause);
            _current = null;
            _idleTimer?.Restart();
        }
        catch (Exception failure)
        {
            Fail(new PostRestartException(Self, failure, cause));
            return;
        }
        foreach (var child in survivors)
            child.Restart(cause);
    }

    private void RecreateFromNothing()
    {
        foreach (var child in ChildRefs())
            Stop(child);
        if (_children?.Await(WaitsFor.Creation) != true)
            FinishRecreateFromNothing();
    }

    private void FinishRecreateFromNothing()
    {
        ClearFailure();
        Mailbox.Resume();
        CreateActor();
    }

    private void TerminateActor()
    {
        if (_terminating)
            return;
        _terminating = true;
        _idleTimer?.Cancel();
        _idleTimer = null;
        foreach (var child in _children?.CloseAll() ?? [])
            child.Stop();
        if (_children?.Await(WaitsFor.Termination) == true)
            Mailbox.Suspend();
        else
            FinishTermination();
    }

    private void FinishTermination()
    {
        try
        {
            _actor?.AroundPostStop();
        }
        catch (Exception failure)
        {
            SystemImpl.EventStream.Publish(new Error(failure, Self.Path.ToString(), LogClass, failure.Message));
        }
        ReleaseActor();
        AbandonAsyncInvocation();
        _current = null;
        Mailbox.Close();
        Dispatcher.Detach(this);
        ParentRef.SendSystemMessage(new DeathWatchNotification(Self, existenceConfirmed: true));
        TellWatchers();
        Props = Props.Terminated;
        _putOff = null;
    }

    private void ChildTerminated(IActorRef child)
    {
        var now = _children!.Remove(child);
        if (_actor is { } actor)
        {
            try
            {
                actor.Strategy.HandleChildTerminated(this, child, ChildRefs());
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
        switch (now)
        {
            case WaitsFor.Creation:
                FinishRecreateFromNothing();
                break;
            case WaitsFor.Recreation:
                FinishRestart();
                break;
            case WaitsFor.Termination:
                FinishTermination();
                break;
        }
    }

    private void ClearFailure()
    {
        _failed = false;
        _failedChild = null;
    }

    private IEnumerable<IInternalActorRef> ChildRefs() => _children?.Refs() ?? [];

    private void SuspendChildren(IActorRef? except)
    {
        foreach (var child in ChildRefs())
        {
            if (!child.Equals(except))
                child.Suspend();
        }
    }
}
