using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>How two states are related by what happened before them.</summary>
internal enum Causality
{
    Same,
    Before,
    After,

    /// <summary>Each has something that the other lacks.</summary>
    Concurrent,
}

/// <summary>Counts the changes that each node has made; immutable.</summary>
internal sealed class VectorClock
{
    internal static readonly VectorClock Zero = new(ImmutableSortedDictionary<UniqueAddress, long>.Empty);

    internal VectorClock(ImmutableSortedDictionary<UniqueAddress, long> counts) => Counts = counts;

    internal ImmutableSortedDictionary<UniqueAddress, long> Counts { get; }

    internal VectorClock Increment(UniqueAddress node) => new(Counts.SetItem(node, Counts.GetValueOrDefault(node) + 1));

    internal VectorClock Merge(VectorClock other) => new(Counts.SetItems(
        other.Counts.Where(count => count.Value > Counts.GetValueOrDefault(count.Key))));

    /// <summary>Without nodes that will never change anything again.</summary>
    internal VectorClock Without(IEnumerable<UniqueAddress> nodes) => new(Counts.RemoveRange(nodes));

    internal Causality ComparedTo(VectorClock other)
    {
        var less = Counts.Any(count => count.Value < other.Counts.GetValueOrDefault(count.Key))
            || other.Counts.Any(count => count.Value > Counts.GetValueOrDefault(count.Key));
        var more = Counts.Any(count => count.Value > other.Counts.GetValueOrDefault(count.Key));
        return (less, more) switch
        {
            (false, false) => Causality.Same,
            (true, false) => Causality.Before,
            (false, true) => Causality.After,
            _ => Causality.Concurrent,
        };
    }
}
