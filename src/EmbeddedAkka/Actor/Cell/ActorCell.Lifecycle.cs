using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Creation and end. Both may have to wait for children that were told to stop.</summary>
internal sealed partial class ActorCell
{
    private bool _terminating;

    internal bool IsTerminating => _terminating;

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
            _actor = null;
            throw new ActorInitializationException(Self, "Exception during creation", failure);
        }
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
        foreach (var child in CloseChildren())
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
        _actor = null;
        _current = default;
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
}
