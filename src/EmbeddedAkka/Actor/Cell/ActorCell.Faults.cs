using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Failure and restart.</summary>
/// <remarks>A failed actor stands still, its children too, until its parent decides. A restart waits for the children that were told to stop.</remarks>
internal sealed partial class ActorCell
{
    private bool _failed;
    private IActorRef? _failedChild;
    private Exception? _restartCause;

    /// <summary>Stands still and lets the parent decide.</summary>
    /// <param name="failure">The cause.</param>
    /// <param name="child">The child whose failure this is, if it is not the actor's own.</param>
    /// <param name="suspended">Children that stand still already.</param>
    private void Fail(Exception failure, IActorRef? child = null, IReadOnlyCollection<IActorRef>? suspended = null)
    {
        if (_failed || _terminating)
        {
            SystemImpl.EventStream.Publish(new Error(failure, Self.Path.ToString(), LogClass, failure.Message));
            return;
        }
        _failed = true;
        _failedChild = child;
        Mailbox.Suspend();
        SuspendChildren(except: suspended ?? (child is null ? [] : [child]));
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
        ReleaseActor();
        if (_children?.Await(WaitsFor.Recreation) != true)
            FinishRestart();
    }

    private void FinishRestart()
    {
        var cause = _restartCause!;
        _restartCause = null;
        _actor = null;
        var survivors = ChildRefs().ToArray();
        ClearFailure();
        Mailbox.Resume();
        try
        {
            _actor = NewActor();
            _actor.AroundPostRestart(cause);
            _current = default;
            _idleTimer?.Restart();
        }
        catch (Exception failure)
        {
            Fail(new PostRestartException(Self, failure, cause), suspended: survivors);
            return;
        }
        foreach (var child in survivors)
            child.Restart(cause);
    }

    private void ClearFailure()
    {
        _failed = false;
        _failedChild = null;
    }

    private IEnumerable<IInternalActorRef> ChildRefs() => _children?.Refs() ?? [];

    private void SuspendChildren(IReadOnlyCollection<IActorRef> except)
    {
        foreach (var child in ChildRefs())
        {
            if (!except.Contains(child))
                child.Suspend();
        }
    }
}
