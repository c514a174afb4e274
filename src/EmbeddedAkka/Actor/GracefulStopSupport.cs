using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends a message that makes the actor stop, and waits for its end.</summary>
    /// <returns>False when the actor has not ended in time.</returns>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watchee = target.Internal();
        var end = new EndRef(watchee);
        watchee.SendSystemMessage(new Watch(watchee, end));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await end.Task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            watchee.SendSystemMessage(new Unwatch(end));
            return false;
        }
    }

    /// <summary>Waits for an actor's end.</summary>
    private sealed class EndRef(IInternalActorRef watchee) : PromiseRef<bool>(watchee.System)
    {
        internal override void SendSystemMessage(SystemMessage message)
        {
            if (message is DeathWatchNotification)
                TrySucceed(true);
            else
                base.SendSystemMessage(message);
        }

        private protected override void TellInternal(object message, IActorRef? sender) => OwnSystem.DeadLetterRef.Undelivered(message, sender, this);
    }
}
