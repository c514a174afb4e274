using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A message of the engine to a cell: handled before all user messages, even while those are suspended.</summary>
internal abstract class SystemMessage
{
    internal SystemMessage? Next { get; set; }
}

internal sealed class Create : SystemMessage;

internal sealed class Suspend : SystemMessage;

/// <param name="causedByFailure">The failure that this forgives, or null when only a suspension from above ends.</param>
internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    internal Exception? CausedByFailure { get; } = causedByFailure;
}

internal sealed class Recreate(Exception cause) : SystemMessage
{
    internal Exception Cause { get; } = cause;
}

internal sealed class Terminate : SystemMessage;

internal sealed class Failed(IInternalActorRef child, Exception cause) : SystemMessage
{
    internal IInternalActorRef Child { get; } = child;

    internal Exception Cause { get; } = cause;
}

internal sealed class Watch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    internal IInternalActorRef Watchee { get; } = watchee;

    internal IInternalActorRef Watcher { get; } = watcher;
}

internal sealed class Unwatch(IInternalActorRef watcher) : SystemMessage
{
    internal IInternalActorRef Watcher { get; } = watcher;
}

internal sealed class DeathWatchNotification(IInternalActorRef actor, bool existenceConfirmed, bool addressTerminated = false) : SystemMessage
{
    internal IInternalActorRef Actor { get; } = actor;

    internal bool ExistenceConfirmed { get; } = existenceConfirmed;

    /// <summary>Its whole node is gone.</summary>
    internal bool AddressTerminated { get; } = addressTerminated;
}

/// <summary>A piece of an asynchronous handler, to be run in its actor's context.</summary>
internal sealed class RunActorTask(AsyncInvocation invocation, Task task) : SystemMessage
{
    internal AsyncInvocation Invocation { get; } = invocation;

    internal Task Task { get; } = task;
}

/// <summary>An asynchronous handler has ended, well or badly.</summary>
internal sealed class ActorTaskCompleted(AsyncInvocation invocation, Exception? failure) : SystemMessage
{
    internal AsyncInvocation Invocation { get; } = invocation;

    internal Exception? Failure { get; } = failure;
}
