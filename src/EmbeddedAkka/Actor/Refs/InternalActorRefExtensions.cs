using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The commands of a supervisor, as system messages.</summary>
internal static class InternalActorRefExtensions
{
    internal static IInternalActorRef Internal(this IActorRef actor) => (IInternalActorRef)actor;

    internal static void Stop(this IInternalActorRef actor) => actor.SendSystemMessage(new Terminate());

    internal static void Suspend(this IInternalActorRef actor) => actor.SendSystemMessage(new Suspend());

    internal static void Resume(this IInternalActorRef actor, Exception? causedByFailure) => actor.SendSystemMessage(new Resume(causedByFailure));

    internal static void Restart(this IInternalActorRef actor, Exception cause) => actor.SendSystemMessage(new Recreate(cause));
}
