using Akka.Event;

namespace Akka.Actor;

/// <summary>The base of all actors: handles one message at a time, on whichever thread its dispatcher gives it.</summary>
public abstract class ActorBase
{
    private IActorRef? _selfAfterEnd;
    private SupervisorStrategy? _strategy;

    /// <exception cref="ActorInitializationException">Constructed by hand and not by <see cref="IActorRefFactory.ActorOf"/>.</exception>
    protected ActorBase()
    {
        if (ActorCell.Current is not { } cell)
            throw new ActorInitializationException($"An actor of type {GetType()} can only be created by ActorOf.");
        cell.Become(InitialBehavior());
    }

    /// <exception cref="NotSupportedException">No actor runs on this thread, for instance in a task that left its actor.</exception>
    protected static IActorContext Context => RunningCell;

    protected IActorRef Self => _selfAfterEnd ?? RunningCell.Self;

    /// <summary>The sender of the message that is being handled; dead letters if it had none.</summary>
    protected IActorRef Sender => RunningCell.Sender;

    internal SupervisorStrategy Strategy => _strategy ??= RunningCell.Props.SupervisorStrategy ?? SupervisorStrategy();

    internal static ActorCell RunningCell => ActorCell.Current ?? throw new NotSupportedException(
        "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    /// <summary>Handles a message; false if it does not know what to do with it.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Handles a message, or says that it does not.</summary>
    internal bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (!handled)
            Unhandled(message);
        return handled;
    }

    /// <summary>Publishes <see cref="UnhandledMessage"/>.</summary>
    /// <exception cref="DeathPactException">The message is a <see cref="Terminated"/>: who watches must handle the end, or ends too.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>How failures of this actor's children are dealt with, unless its <see cref="Props"/> say otherwise.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Runs before the first message, and by default after every restart.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Runs after the last message, when all children have ended, and by default before every restart.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>Runs on the failed instance; by default it stops all children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">Why it is restarted.</param>
    /// <param name="message">What it was handling when it failed, or null.</param>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>Runs on the new instance; by default it calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    internal void AroundPreStart() => PreStart();

    internal void AroundPostStop() => PostStop();

    internal void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    internal void AroundPostRestart(Exception cause) => PostRestart(cause);

    internal virtual Receive InitialBehavior() => Receive;

    /// <summary>The constructor has run, and what the actor's interfaces ask for is in place.</summary>
    internal virtual void Constructed()
    {
    }

    internal void Detach(IActorRef self) => _selfAfterEnd = self;
}
