namespace Akka.Actor;

/// <summary>An actor whose behaviour takes every message; it calls <see cref="ActorBase.Unhandled"/> for those it does not know.</summary>
public abstract class UntypedActor : ActorBase
{
    protected static new IUntypedActorContext Context => RunningCell;

    protected abstract void OnReceive(object message);

    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
