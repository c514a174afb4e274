using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>Death watch between systems: who here watches whom there, who there watches whom here, and whether the nodes watched still live.</summary>
internal sealed class RemoteWatcher(RemoteActorRefProvider remote)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Address, WatchedNode> _nodes = [];
    private readonly Dictionary<Address, HashSet<(IInternalActorRef Watcher, IInternalActorRef Watched)>> _watchedFromThere = [];
    private Timer? _heartbeats;
    private Timer? _reaper;
    private bool _stopped;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    internal void Watch(RemoteActorRef watched, IInternalActorRef watcher)
    {
        lock (_lock)
        {
            if (_stopped)
                return;
            if (!_nodes.TryGetValue(watched.Path.Address, out var node))
                _nodes.Add(watched.Path.Address, node = new WatchedNode(new PhiAccrualFailureDetector(remote.RemoteSettings.FailureDetector)));
            node.Watches.Add((watched, watcher));
            _heartbeats ??= new Timer(_ => SendHeartbeats(), null, TimeSpan.Zero, remote.RemoteSettings.HeartbeatInterval);
            _reaper ??= new Timer(_ => Reap(), null, remote.RemoteSettings.ReaperInterval, remote.RemoteSettings.ReaperInterval);
        }
    }

    internal void Unwatch(RemoteActorRef watched, IInternalActorRef watcher)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(watched.Path.Address, out var node) && node.Watches.Remove((watched, watcher)))
                ForgetIfUnwatched(watched.Path.Address, node);
        }
    }

    /// <summary>An actor there has ended: the references by which that watcher knows it, with its uid or without.</summary>
    internal IReadOnlyList<IInternalActorRef> Ended(IInternalActorRef actor, IInternalActorRef watcher)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(actor.Path.Address, out var node))
                return [];
            var ended = node.Watches.Where(watch => watch.Watcher.Equals(watcher) && Names(watch.Watched.Path, actor.Path)).ToList();
            node.Watches.ExceptWith(ended);
            ForgetIfUnwatched(actor.Path.Address, node);
            return [.. ended.Select(watch => watch.Watched)];
        }
    }

    /// <summary>Another incarnation lives at the address: asked again, it says that it does not know the actors of the former.</summary>
    internal void NewIncarnation(Address address)
    {
        List<(RemoteActorRef Watched, IInternalActorRef Watcher)> watches;
        lock (_lock)
        {
            if (!_nodes.TryGetValue(address, out var node))
                return;
            watches = [.. node.Watches];
            node.Detector = new PhiAccrualFailureDetector(remote.RemoteSettings.FailureDetector);
            node.FirstHeartbeat = null;
        }
        foreach (var (watched, watcher) in watches)
            remote.SendSystem(watched, SystemMessageKind.Watch, watcher);
    }

    internal void HeartbeatResponse(Address from)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(from, out var node))
                node.Detector.Heartbeat(Now);
        }
    }

    /// <summary>All actors of a node are gone, and its watchers too.</summary>
    internal void NodeIsGone(Address address)
    {
        List<(RemoteActorRef Watched, IInternalActorRef Watcher)> watches = [];
        List<(IInternalActorRef Watcher, IInternalActorRef Watched)> watchers = [];
        lock (_lock)
        {
            if (_nodes.Remove(address, out var node))
                watches = [.. node.Watches];
            if (_watchedFromThere.Remove(address, out var there))
                watchers = [.. there];
        }
        foreach (var (watched, watcher) in watches)
            watcher.SendSystemMessage(new DeathWatchNotification(watched, existenceConfirmed: false, addressTerminated: true));
        foreach (var (watcher, watched) in watchers)
            watched.SendSystemMessage(new Unwatch(watcher));
    }

    /// <summary>An actor there watches one here.</summary>
    internal void RememberWatcher(RemoteActorRef watcher, IInternalActorRef watched)
    {
        lock (_lock)
        {
            if (!_watchedFromThere.TryGetValue(watcher.Path.Address, out var watches))
                _watchedFromThere.Add(watcher.Path.Address, watches = []);
            watches.Add((watcher, watched));
        }
    }

    /// <summary>It does so no longer.</summary>
    internal void ForgetWatcher(RemoteActorRef watcher, IInternalActorRef watched)
    {
        lock (_lock)
        {
            if (_watchedFromThere.TryGetValue(watcher.Path.Address, out var watches) && watches.Remove((watcher, watched)) && watches.Count == 0)
                _watchedFromThere.Remove(watcher.Path.Address);
        }
    }

    internal void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _heartbeats?.Dispose();
            _reaper?.Dispose();
        }
    }

    private static bool Names(ActorPath name, ActorPath actor) => name == actor && (name.Uid == actor.Uid || name.Uid == 0 || actor.Uid == 0);

    private void ForgetIfUnwatched(Address address, WatchedNode node)
    {
        if (node.Watches.Count == 0)
            _nodes.Remove(address);
    }

    private void SendHeartbeats()
    {
        List<Address> nodes = [];
        lock (_lock)
        {
            if (_stopped)
                return;
            foreach (var (address, node) in _nodes)
            {
                if (remote.IsMonitoredElsewhere(address))
                {
                    node.FirstHeartbeat = null;
                    continue;
                }
                node.FirstHeartbeat ??= Now;
                nodes.Add(address);
            }
        }
        foreach (var node in nodes)
            remote.AssociationWith(node).Send(new Outgoing(Pdu.Heartbeat));
    }

    /// <summary>Gives up the nodes that have been silent for too long. One that never answered is expected to have done so after a while.</summary>
    private void Reap()
    {
        List<Address> lost = [];
        lock (_lock)
        {
            foreach (var (address, node) in _nodes)
            {
                if (_stopped || node.FirstHeartbeat is not { } first || remote.IsMonitoredElsewhere(address))
                    continue;
                if (!node.Detector.IsMonitoring && Now - first > remote.RemoteSettings.ExpectedResponseAfter)
                    node.Detector.Heartbeat(Now);
                else if (!node.Detector.IsAvailable(Now))
                    lost.Add(address);
            }
        }
        foreach (var address in lost)
            remote.NodeIsGone(address, uid: null, "it has not answered the heartbeats of death watch");
    }

    private sealed class WatchedNode(PhiAccrualFailureDetector detector)
    {
        internal HashSet<(RemoteActorRef Watched, IInternalActorRef Watcher)> Watches { get; } = [];

        internal PhiAccrualFailureDetector Detector { get; set; } = detector;

        internal TimeSpan? FirstHeartbeat { get; set; }
    }
}
