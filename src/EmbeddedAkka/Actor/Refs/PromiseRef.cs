using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference that lives until a task has its result. Watchers learn of its end.</summary>
internal abstract class PromiseRef<T>(ActorSystemImpl system) : InternalActorRefBase
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorPath? _path;
    private HashSet<IInternalActorRef>? _watchers;

    /// <summary>Made only when somebody looks at it.</summary>
    public override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, system.RootPath / "temp" / system.TemporaryName(), null) ?? _path;

    internal Task<T> Task => _result.Task;

    internal override ActorSystemImpl OwnSystem => system;

    internal override bool HasTerminated => _result.Task.IsCompleted;

    /// <summary>Lets messages that come by path find it for as long as it lives.</summary>
    internal override void BecomeReachable()
    {
        if (!HasTerminated && system.Temporaries.Add(this))
            _result.Task.ContinueWith(
                _ => system.Temporaries.Remove(this), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private protected bool TrySucceed(T result) => _result.TrySetResult(result) && End();

    private protected bool TryFail(Exception cause) => _result.TrySetException(cause) && End();

    private protected bool TryCancel(CancellationToken token) => _result.TrySetCanceled(token) && End();

    internal override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                if (!AddWatcher(watch.Watcher))
                    DeadLetterActorRef.Undelivered(watch);
                break;
            case Unwatch unwatch:
                lock (_result)
                    _watchers?.Remove(unwatch.Watcher);
                break;
        }
    }

    private bool AddWatcher(IInternalActorRef watcher)
    {
        lock (_result)
        {
            if (!HasTerminated)
                (_watchers ??= []).Add(watcher);
            return !HasTerminated;
        }
    }

    private bool End()
    {
        IInternalActorRef[] watchers;
        lock (_result)
            watchers = [.. _watchers ?? []];
        foreach (var watcher in watchers)
            watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
        return true;
    }
}
