using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster;

/// <summary>Who wants to know what.</summary>
internal sealed class Subscribers
{
    private readonly Dictionary<IActorRef, HashSet<Type>> _types = [];

    /// <summary>From the present view on: that comes first.</summary>
    internal void Add(ClusterDaemon.Subscribe subscribe, ClusterView view)
    {
        if (!_types.TryGetValue(subscribe.Subscriber, out var types))
            _types.Add(subscribe.Subscriber, types = []);
        types.UnionWith(subscribe.To);
        if (subscribe.Mode == ClusterEvent.InitialStateAsSnapshot)
        {
            subscribe.Subscriber.Tell(view.State, ActorRefs.NoSender);
            return;
        }
        foreach (var change in view.Since(ClusterView.Empty).Where(change => subscribe.To.Any(type => type.IsInstanceOfType(change))))
            subscribe.Subscriber.Tell(change, ActorRefs.NoSender);
    }

    internal void Remove(IActorRef subscriber) => _types.Remove(subscriber);

    internal void Publish(IEnumerable<ClusterEvent.IClusterDomainEvent> changes)
    {
        foreach (var change in changes)
        {
            foreach (var (subscriber, types) in _types)
            {
                if (types.Any(type => type.IsInstanceOfType(change)))
                    subscriber.Tell(change, ActorRefs.NoSender);
            }
        }
    }
}
