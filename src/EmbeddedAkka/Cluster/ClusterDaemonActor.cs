using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Cluster.SBR;
using Akka.Event;
using static Akka.Cluster.ClusterDaemon;

namespace Akka.Cluster;

/// <summary>
/// Tells others what this node knows, hears them, and watches some of them: gossip, heartbeats, joining, and, where it leads, the others'
/// next status and the fate of those that are lost. What all that means is decided in <see cref="MembershipState"/> and its neighbours.
/// </summary>
internal sealed class ClusterDaemonActor : UntypedActor, IWithTimers
{
    /// <summary>At the default interval they end before the phase of the shutdown does.</summary>
    private const int MaxFarewells = 3;

    private static readonly TimeSpan _joinInterval = TimeSpan.FromMilliseconds(100);

    private readonly Cluster _cluster;
    private readonly ClusterSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembershipState _state;
    private readonly JoinProcess _join;
    private readonly HeartbeatMonitor _heartbeats;
    private readonly Stability _stability;
    private readonly Subscribers _subscribers = new();
    private readonly List<Action> _onUp = [];
    private ClusterView _view = ClusterView.Empty;
    private TimeSpan? _waitingSince;
    private bool _isEnding;
    private int _farewells;

    public ClusterDaemonActor(Cluster cluster)
    {
        _cluster = cluster;
        _settings = cluster.Settings;
        _state = new MembershipState(cluster.SelfUniqueAddress, cluster.SelfRoles, _settings.Minimum);
        _join = new JoinProcess(cluster.SelfAddress, _settings);
        _heartbeats = new HeartbeatMonitor(_settings);
        _stability = new Stability(_settings.StableAfter, _settings.DownAllAfter);
    }

    /// <summary>Set by the engine.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    private UniqueAddress SelfAddress => _state.Self;

    /// <summary>Who removes this node when it is exiting; null if it is alone.</summary>
    private UniqueAddress? Successor => _state.LeaderOf(member => member.UniqueAddress != SelfAddress)?.UniqueAddress;

    private bool IsMember => _state.SelfMember is not null;

    protected override void PreStart()
    {
        Repeat(Tick.Gossip, _settings.GossipInterval);
        Repeat(Tick.Lead, _settings.LeaderInterval);
        Repeat(Tick.Reap, _settings.ReaperInterval);
        Repeat(Tick.Heartbeat, _settings.HeartbeatInterval);
    }

    protected override void PostStop()
    {
        _subscribers.Publish(ClusterView.Empty.Since(_view));
        _cluster.Ended();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IClusterMessage heard:
                Hear(heard);
                break;
            case Tick tick:
                OnTick(tick);
                break;
            case JoinAt join when !IsMember:
                Take(_join.BeginAt(join.Address, Now));
                break;
            case JoinSeeds join when !IsMember:
                Take(_join.BeginWithSeeds(join.Seeds, Now));
                break;
            case JoinAt or JoinSeeds:
                break;
            case LeaveAt leave:
                Leave(leave.Address);
                break;
            case DownAt down:
                _state.Down(_state.Latest.Members.Keys.Where(node => node.Address == down.Address));
                break;
            case ClusterDaemon.Subscribe subscribe:
                Context.Watch(subscribe.Subscriber);
                _subscribers.Add(subscribe, _view);
                break;
            case ClusterDaemon.Unsubscribe unsubscribe:
                Context.Unwatch(unsubscribe.Subscriber);
                _subscribers.Remove(unsubscribe.Subscriber);
                break;
            case Terminated terminated:
                _subscribers.Remove(terminated.ActorRef);
                break;
            case OnMemberUp registration:
                _onUp.Add(registration.Callback);
                CallIfUp();
                break;
            case Shutdown:
                End();
                break;
            default:
                Unhandled(message);
                break;
        }
        Publish();
    }

    private void Hear(IClusterMessage message)
    {
        switch (message)
        {
            case InitJoin when _state.SelfMember is { Status: not (MemberStatus.Exiting or MemberStatus.Down) }:
                Sender.Tell(new InitJoinAck(SelfAddress), Self);
                break;
            case InitJoinAck ack:
                Take(_join.Acknowledged(ack.From.Address, Now));
                break;
            case Join join when _state.AddJoining(join.From, join.Roles):
                Send(join.From.Address, new Welcome(SelfAddress, _state.Latest));
                break;
            case Welcome welcome when _join.IsRunning && _state.Welcome(welcome.Gossip):
                _join.End();
                Send(welcome.From.Address, new GossipEnvelope(SelfAddress, _state.Latest));
                break;
            case GossipEnvelope gossip:
                Reply(gossip.From, _state.Receive(gossip.From, gossip.Gossip));
                break;
            case GossipStatus status:
                Reply(status.From, _state.Receive(status.From, status.Version, status.SeenDigest));
                break;
            case Heartbeat heartbeat:
                Send(heartbeat.From.Address, new HeartbeatResponse(SelfAddress));
                break;
            case HeartbeatResponse response:
                _heartbeats.Answered(response.From, Now);
                break;
            case ExitConfirmed exit:
                // It is removed with the next tick: once it is, nothing reaches it any more, this answer included.
                _state.ConfirmExit(exit.From);
                Send(exit.From.Address, new ExitNoted(SelfAddress));
                break;
            case ExitNoted noted when _farewells > 0 && noted.From == Successor:
                Context.Stop(Self);
                break;
        }
    }

    private void OnTick(Tick tick)
    {
        if (tick == Tick.Join)
            Take(_join.Tick(Now));
        if (!IsMember)
            return;
        switch (tick)
        {
            case Tick.Gossip when _farewells > 0:
                End();
                break;
            case Tick.Gossip:
                Gossip();
                break;
            case Tick.Lead:
                Lead();
                break;
            case Tick.Reap:
                _state.Observe([.. _heartbeats.Unreachable(Now)]);
                Resolve();
                break;
            case Tick.Heartbeat:
                SendHeartbeats();
                break;
        }
    }

    private void Take(IEnumerable<JoinStep> steps)
    {
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case JoinStepKind.AskSeed:
                    Send(step.To!, new InitJoin());
                    break;
                case JoinStepKind.AskToJoin:
                    Send(step.To!, new Join(SelfAddress, _cluster.SelfRoles));
                    break;
                case JoinStepKind.JoinSelf:
                    _join.End();
                    _state.JoinSelf();
                    break;
                case JoinStepKind.GiveUp:
                    _join.End();
                    _log.Error("No seed node has let this node in within shutdown-after-unsuccessful-join-seed-nodes; the system ends.");
                    _ = _cluster.System.Shutdown.Run(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance);
                    break;
            }
        }
        if (_join.IsRunning && !Timers.IsTimerActive(Tick.Join))
            Timers.StartPeriodicTimer(Tick.Join, Tick.Join, _joinInterval);
        else if (!_join.IsRunning)
            Timers.Cancel(Tick.Join);
    }

    private void Leave(Address address)
    {
        if (address == SelfAddress.Address && !IsMember)
        {
            _join.End();
            _cluster.NotJoined();
        }
        _state.Leave(address);
    }

    /// <summary>To one node; to some more while most have not seen the latest.</summary>
    private void Gossip()
    {
        var peers = _state.Peers.ToList();
        for (var rounds = _state.Latest.Seen.Count * 2 < _state.Latest.Members.Count ? 3 : 1; rounds > 0 && peers.Count > 0; rounds--)
        {
            var behind = peers.Where(peer => !_state.Latest.Seen.Contains(peer)).ToList();
            var among = behind.Count > 0 && Random.Shared.NextDouble() < _settings.DifferentViewProbability ? behind : peers;
            var peer = among[Random.Shared.Next(among.Count)];
            Reply(peer, _state.Latest.Seen.Contains(peer) ? Answer.Status : Answer.Gossip);
            peers.Remove(peer);
        }
    }

    private void Reply(UniqueAddress to, Answer answer)
    {
        if (answer == Answer.Gossip)
            Send(to.Address, new GossipEnvelope(SelfAddress, _state.Latest));
        else if (answer == Answer.Status)
            Send(to.Address, new GossipStatus(SelfAddress, _state.Latest.Version, _state.Latest.SeenDigest));
    }

    private void Lead()
    {
        if (_state.IsConverged || !_state.Latest.Members.Values.Any(member => member.Status == MemberStatus.Joining))
            _waitingSince = null;
        else
            _waitingSince ??= Now;
        _state.Lead(mayWait: _waitingSince is not { } since || _settings.WeaklyUpAfter is not { } patience || Now - since < patience);
    }

    /// <summary>Decides on the lost ones once nothing changes any more.</summary>
    private void Resolve()
    {
        var verdict = _stability.At(Now);
        if (!_settings.Resolves || verdict == Verdict.Wait || _state.Leader?.UniqueAddress != SelfAddress)
            return;
        var downed = verdict == Verdict.DownAll ? KeepOldest.All(_state) : _settings.Strategy.Decide(_state);
        if (downed.Count == 0)
            return;
        _log.Warning("SBR took decision {0} and is downing [{1}], unreachable [{2}]", [verdict, List(downed), List(_state.Unreachable)]);
        _state.Down(downed);
    }

    private void SendHeartbeats()
    {
        foreach (var node in _heartbeats.Watches)
            Send(node.Address, new Heartbeat(SelfAddress));
    }

    /// <summary>Tells everybody at home what has changed since the last time.</summary>
    private void Publish()
    {
        var view = ClusterView.Of(_state, _view);
        if (ReferenceEquals(view, _view))
            return;
        var before = _view;
        _view = view;
        if (!view.IsSettledAs(before))
            _stability.Change(Now, view.Lost.Any());
        var others = view.Members.Keys.Where(node => node != SelfAddress);
        _heartbeats.Watch(HeartbeatRing.Watched(SelfAddress, others, view.Unreachable, _settings.MonitoredBy).ToHashSet(), Now);
        _cluster.Changed(view);
        var events = view.Since(before).ToList();
        foreach (var change in events)
        {
            if (_settings.LogsInfo)
                _log.Info("Cluster Node [{0}] - {1}", SelfAddress.Address, change);
            if (change is ClusterEvent.MemberRemoved { Member: { } gone } && gone.UniqueAddress != SelfAddress)
                _cluster.Provider.NodeIsGone(gone.Address, gone.UniqueAddress.Uid, "it was removed from the cluster");
        }
        _subscribers.Publish(events);
        CallIfUp();
        EndIfItIsTime();
    }

    private void CallIfUp()
    {
        if (_state.SelfMember?.Status != MemberStatus.Up)
            return;
        var callbacks = _onUp.ToList();
        _onUp.Clear();
        foreach (var callback in callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception failure)
            {
                _log.Error(failure, $"A callback of RegisterOnMemberUp failed: {failure.Message}");
            }
        }
    }

    private void EndIfItIsTime()
    {
        if (_isEnding)
            return;
        if (_state.SelfMember?.Status == MemberStatus.Exiting)
        {
            _isEnding = true;
            _ = _cluster.System.Shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        }
        else if (_state.SelfMember?.Status == MemberStatus.Down || _state.IsRemoved)
        {
            _isEnding = true;
            _log.Warning("This node is down: the others have given it up, or it was told so.");
            if (_settings.RunsShutdownWhenDown)
                _ = _cluster.System.Shutdown.Run(CoordinatedShutdown.ClusterDowningReason.Instance);
            End();
        }
    }

    /// <summary>
    /// The last words: a node that is downed together with this one must learn it, and one that leads need not wait for the silence. They
    /// are said again, a few times, if that one does not say that it has heard them.
    /// </summary>
    private void End()
    {
        var isLeaving = _state.SelfMember?.Status == MemberStatus.Exiting && Successor is not null;
        foreach (var peer in _state.Peers)
        {
            Reply(peer, Answer.Gossip);
            if (isLeaving)
                Send(peer.Address, new ExitConfirmed(SelfAddress));
        }
        if (!isLeaving || ++_farewells == MaxFarewells)
            Context.Stop(Self);
    }

    private void Send(Address to, IClusterMessage message) =>
        _cluster.Provider.SelectedAt(new RootActorPath(to) / "system" / Name).Tell(message, Self);

    private void Repeat(Tick tick, TimeSpan interval) => Timers.StartPeriodicTimer(tick, tick, _settings.InitialDelay, interval);

    private static string List(IEnumerable<UniqueAddress> nodes) => string.Join(", ", nodes.Select(node => node.Address));
}
