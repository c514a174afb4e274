using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster.Membership;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>A system's membership in a cluster of systems with the same name.</summary>
public class Cluster
{
    private readonly Lock _lock = new();
    private readonly IActorRef _daemon;
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Action>? _onRemoved = [];
    private volatile ClusterView _view = ClusterView.Empty;
    private volatile bool _isTerminated;

    internal Cluster(ActorSystemImpl system, ClusterActorRefProvider provider)
    {
        (System, Provider) = (system, provider);
        Settings = new ClusterSettings(system.Settings.Config);
        SelfUniqueAddress = new UniqueAddress(provider.DefaultAddress, provider.Uid);
        SelfRoles = [.. Settings.Roles];
        _daemon = system.SystemActorOf(ClusterDaemon.Props(this), ClusterDaemon.Name);
        LeaveBeforeTheEnd(system.Shutdown);
        if (Settings.SeedNodes.Count > 0)
            JoinSeedNodes(Settings.SeedNodes);
    }

    public UniqueAddress SelfUniqueAddress { get; }

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles { get; }

    /// <summary>This node as a member; removed while it is none.</summary>
    public Member SelfMember => View.Members.GetValueOrDefault(SelfUniqueAddress)
        ?? Member.JoiningOf(SelfUniqueAddress, SelfRoles).With(MemberStatus.Removed);

    /// <summary>The latest that this node knows, or knew when it ended.</summary>
    public ClusterEvent.CurrentClusterState State => View.State;

    /// <summary>Whether this node has left, was downed or has ended. It cannot join again; a new system can.</summary>
    public bool IsTerminated => _isTerminated;

    internal ActorSystemImpl System { get; }

    internal ClusterActorRefProvider Provider { get; }

    internal ClusterSettings Settings { get; }

    internal ClusterView View => _view;

    /// <exception cref="ConfigurationException">The system is in no cluster: <c>akka.actor.provider</c> is another.</exception>
    public static Cluster Get(ActorSystem system) => ((ActorSystemImpl)system).ActorRefs is ClusterActorRefProvider provider
        ? provider.Cluster
        : throw new ConfigurationException($"{system} is in no cluster; expected [akka.actor.provider = cluster].");

    /// <summary>Joins the cluster that a node is in, or founds one with this node's own address.</summary>
    public void Join(Address address) => _daemon.Tell(new ClusterDaemon.JoinAt(address), ActorRefs.NoSender);

    /// <summary>Joins the cluster that one of these nodes is in. The first of them founds one if no other answers.</summary>
    public void JoinSeedNodes(IEnumerable<Address> seedNodes) =>
        _daemon.Tell(new ClusterDaemon.JoinSeeds([.. seedNodes]), ActorRefs.NoSender);

    /// <summary>Lets a member go, in good order: it is exiting when all know, then its system ends.</summary>
    public void Leave(Address address) => _daemon.Tell(new ClusterDaemon.LeaveAt(address), ActorRefs.NoSender);

    /// <summary>Gives a member up: it is removed when it cannot be reached any more, and ends if it learns of it.</summary>
    public void Down(Address address) => _daemon.Tell(new ClusterDaemon.DownAt(address), ActorRefs.NoSender);

    /// <summary>Sends the state to an actor, then all events of these types.</summary>
    public void Subscribe(IActorRef subscriber, params Type[] to) => Subscribe(subscriber, ClusterEvent.InitialStateAsSnapshot, to);

    /// <inheritdoc cref="Subscribe(IActorRef, Type[])"/>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to) =>
        _daemon.Tell(new ClusterDaemon.Subscribe(subscriber, initialStateMode, to), ActorRefs.NoSender);

    public void Unsubscribe(IActorRef subscriber) => _daemon.Tell(new ClusterDaemon.Unsubscribe(subscriber), ActorRefs.NoSender);

    /// <summary>Calls once this node is up; at once if it is.</summary>
    public void RegisterOnMemberUp(Action callback) => _daemon.Tell(new ClusterDaemon.OnMemberUp(callback), ActorRefs.NoSender);

    /// <summary>Calls once this node is no member any more, however it came to that; at once if <see cref="IsTerminated"/>.</summary>
    public void RegisterOnMemberRemoved(Action callback)
    {
        lock (_lock)
        {
            if (_onRemoved is not null)
            {
                _onRemoved.Add(callback);
                return;
            }
        }
        callback();
    }

    /// <summary>The daemon knows something new.</summary>
    internal void Changed(ClusterView view)
    {
        _view = view;
        var status = SelfMember.Status;
        if (status is not (MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up))
            _leaving.TrySetResult();
        if (status is MemberStatus.Exiting or MemberStatus.Down or MemberStatus.Removed)
            _exiting.TrySetResult();
    }

    /// <summary>There is nothing to leave.</summary>
    internal void NotJoined()
    {
        _leaving.TrySetResult();
        _exiting.TrySetResult();
    }

    /// <summary>The daemon has ended.</summary>
    internal void Ended()
    {
        _isTerminated = true;
        NotJoined();
        _ended.TrySetResult();
        List<Action> callbacks;
        lock (_lock)
        {
            callbacks = _onRemoved ?? [];
            _onRemoved = null;
        }
        foreach (var callback in callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception failure)
            {
                System.Log.Error(failure, $"A callback of RegisterOnMemberRemoved failed: {failure.Message}");
            }
        }
    }

    private void LeaveBeforeTheEnd(CoordinatedShutdown shutdown)
    {
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", () =>
        {
            Leave(SelfAddress);
            return Done(_leaving.Task);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExiting, "wait-exiting", () => Done(_exiting.Task));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", () =>
        {
            _daemon.Tell(ClusterDaemon.Shutdown.Instance, ActorRefs.NoSender);
            return Done(_ended.Task);
        });

        static async Task<Done> Done(Task task)
        {
            await task.ConfigureAwait(false);
            return Akka.Done.Instance;
        }
    }
}
