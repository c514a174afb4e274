using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The lasting part of an actor: it survives restarts, while instances of the actor class come and go in it.</summary>
/// <remarks>Its parts: messages, children, death watch, fault handling, asynchronous handlers, each in a file of its own.</remarks>
internal sealed partial class ActorCell : IUntypedActorContext
{
    [ThreadStatic]
    private static ActorCell? _running;

    /// <summary>Null before the first instance, and where one could not be made. While a restart waits for children it is still the old one.</summary>
    private ActorBase? _actor;

    internal ActorCell(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef parent, ActorPath path)
    {
        SystemImpl = system;
        Props = props;
        ParentRef = parent;
        Self = new LocalActorRef(this, path);
        Mailbox = new Mailbox(this, dispatcher);
        Mailbox.Push(new Create());
    }

    /// <summary>The cell whose actor runs on this thread, if any.</summary>
    internal static ActorCell? Current => _running;

    internal ActorSystemImpl SystemImpl { get; }

    internal IInternalActorRef ParentRef { get; }

    internal LocalActorRef Self { get; }

    internal Mailbox Mailbox { get; }

    internal Props Props { get; private set; }

    public ActorSystem System => SystemImpl;

    public IActorRef Parent => ParentRef;

    public MessageDispatcher Dispatcher => Mailbox.Dispatcher;

    IActorRef IActorContext.Self => Self;

    Props IActorContext.Props => Props;

    internal static ActorCell? Enter(ActorCell cell)
    {
        var previous = _running;
        _running = cell;
        return previous;
    }

    internal static void Leave(ActorCell? previous) => _running = previous;

    /// <summary>Lets the mailbox run; creation is its first message.</summary>
    internal void Start() => Mailbox.Start();

    public void Stop(IActorRef child)
    {
        var target = child.Internal();
        _children?.WillDie(target);
        target.Stop();
    }

    /// <summary>Builds an instance inside this cell and gives it what its interfaces ask for.</summary>
    private ActorBase NewActor()
    {
        var actor = Props.NewActor();
        if (actor is IActorStash stashing)
            stashing.Stash = _stash = new ActorStash(this, actor is IWithUnboundedStash ? -1 : Props.StashCapacity);
        if (actor is IWithTimers timed)
            timed.Timers = _timers = new TimerScheduler(this);
        actor.Constructed();
        return actor;
    }

    /// <summary>What belongs to an instance goes with it: its timers; its stash returns to the mailbox.</summary>
    private void ReleaseActor()
    {
        _timers?.CancelAll();
        _timers = null;
        _stash?.UnstashAll();
        _stash = null;
        _actor?.Detach(Self);
        _behavior = null;
        _behaviors = null;
    }
}
