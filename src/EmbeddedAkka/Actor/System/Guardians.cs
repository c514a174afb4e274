using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The root of the tree: it outlives <c>/user</c>, then <c>/system</c>, then ends.</summary>
internal sealed class RootGuardian : UntypedActor
{
    private readonly ActorSystemImpl _system = (ActorSystemImpl)Context.System;
    private readonly IActorRef _userGuardian;
    private readonly IActorRef _systemGuardian;

    public RootGuardian()
    {
        _userGuardian = Context.Watch(_system.UserGuardian);
        _systemGuardian = Context.Watch(_system.SystemGuardian);
    }

    protected override SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.StoppingStrategy;

    protected override void OnReceive(object message)
    {
        if (message is not Terminated terminated)
            Unhandled(message);
        else if (terminated.ActorRef.Equals(_userGuardian))
            _systemGuardian.Tell(SystemGuardian.UserGuardianTerminated.Instance);
        else
            Context.Stop(Self);
    }
}

/// <summary>The parent of all actors that the system's users create.</summary>
internal sealed class UserGuardian(SupervisorStrategy strategy) : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    protected override void OnReceive(object message) => Unhandled(message);
}

/// <summary>The parent of the engine's own actors; it lets the loggers write out what they have before it ends.</summary>
internal sealed class SystemGuardian : UntypedActor
{
    private readonly HashSet<IActorRef> _writing = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UserGuardianTerminated:
                foreach (var logger in Context.System.EventStream.StopLoggers())
                {
                    _writing.Add(Context.Watch(logger));
                    logger.Tell(PoisonPill.Instance);
                }
                StopWhenWritten();
                break;
            case Terminated terminated when _writing.Remove(terminated.ActorRef):
                StopWhenWritten();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StopWhenWritten()
    {
        if (_writing.Count == 0)
            Context.Stop(Self);
    }

    internal sealed class UserGuardianTerminated
    {
        internal static readonly UserGuardianTerminated Instance = new();
    }
}

/// <summary>Stands above the root: there the tree's end is noticed.</summary>
internal sealed class RootParent(ActorSystemImpl system, ActorPath path) : InternalActorRefBase
{
    public override ActorPath Path { get; } = path;

    internal override ActorSystemImpl OwnSystem => system;

    internal override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                system.Log.Error(failed.Cause, "The root guardian failed; the system stops.");
                failed.Child.Stop();
                break;
            case DeathWatchNotification:
                system.Ended();
                break;
        }
    }

    private protected override void TellInternal(object message, IActorRef? sender) => system.DeadLetterRef.Undelivered(message, sender, this);
}
