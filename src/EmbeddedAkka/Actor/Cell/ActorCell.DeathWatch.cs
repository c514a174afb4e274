using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Death watch: whom this actor watches, and who watches it.</summary>
internal sealed partial class ActorCell
{
    private DeathWatch? _deathWatch;

    public IActorRef Watch(IActorRef subject) => Watch(subject, message: null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (_deathWatch is { } watch && !subject.Equals(Self))
        {
            if (watch.Watching.Remove(subject))
                subject.Internal().SendSystemMessage(new Unwatch(Self));
            watch.Queued.Remove(subject);
        }
        return subject;
    }

    private IActorRef Watch(IActorRef subject, object? message)
    {
        if (subject.Equals(Self))
            return subject;
        var watching = (_deathWatch ??= new DeathWatch()).Watching;
        if (watching.TryAdd(subject, message))
            subject.Internal().SendSystemMessage(new Watch(subject.Internal(), Self));
        return subject;
    }

    private void AddWatcher(IInternalActorRef watcher)
    {
        // The parent learns of every child's end anyway.
        if (!watcher.Equals(Self) && !watcher.Equals(ParentRef))
            (_deathWatch ??= new DeathWatch()).WatchedBy.Add(watcher);
    }

    private void RemoveWatcher(IInternalActorRef watcher) => _deathWatch?.WatchedBy.Remove(watcher);

    /// <summary>An actor has ended. A watcher gets its message through the mailbox, behind all that the dead one had sent.</summary>
    private void WatchedActorTerminated(DeathWatchNotification notice)
    {
        if (_deathWatch is { } watch && watch.Watching.Remove(notice.Actor, out var message) && !IsTerminating)
        {
            watch.Queued[notice.Actor] = message;
            Self.Tell(new Terminated(notice.Actor, notice.ExistenceConfirmed, notice.AddressTerminated), notice.Actor);
        }
        if (_children?.StatsOf(notice.Actor) is not null)
            ChildTerminated(notice.Actor);
    }

    private void ReceiveTerminated(Terminated terminated)
    {
        if (_deathWatch?.Queued.Remove(terminated.ActorRef, out var message) != true)
            return;
        if (message is not null)
            _current.Message = message;
        _actor!.AroundReceive(_behavior!, message ?? terminated);
    }

    /// <summary>It had been put aside and goes back to the mailbox.</summary>
    internal void ExpectAgain(Terminated terminated) => (_deathWatch ??= new DeathWatch()).Queued[terminated.ActorRef] = null;

    private void TellWatchers()
    {
        if (_deathWatch is not { } watch)
            return;
        foreach (var watcher in watch.WatchedBy)
            watcher.SendSystemMessage(new DeathWatchNotification(Self, existenceConfirmed: true));
        foreach (var watched in watch.Watching.Keys)
            watched.Internal().SendSystemMessage(new Unwatch(Self));
        _deathWatch = null;
    }

    private sealed class DeathWatch
    {
        /// <summary>The watched actors, each with what to send in place of <see cref="Terminated"/>.</summary>
        internal Dictionary<IActorRef, object?> Watching { get; } = [];

        internal HashSet<IInternalActorRef> WatchedBy { get; } = [];

        /// <summary>Those whose <see cref="Terminated"/> waits in the mailbox and has not been revoked, each with what to handle in its place.</summary>
        internal Dictionary<IActorRef, object?> Queued { get; } = [];
    }
}
