using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <param name="Version">Counts the observer's changes of mind.</param>
/// <param name="Unreachable">Whom it does not reach.</param>
internal sealed record Observation(long Version, ImmutableSortedSet<UniqueAddress> Unreachable);

/// <summary>
/// Who does not reach whom. Each observer alone changes what it observes, so the later version of that is always right; immutable.
/// </summary>
internal sealed class Reachability
{
    internal static readonly Reachability AllReachable = new(ImmutableSortedDictionary<UniqueAddress, Observation>.Empty);

    internal Reachability(ImmutableSortedDictionary<UniqueAddress, Observation> observations) => Observations = observations;

    /// <summary>By observer.</summary>
    internal ImmutableSortedDictionary<UniqueAddress, Observation> Observations { get; }

    /// <summary>Whom at least one observer does not reach.</summary>
    internal ImmutableSortedSet<UniqueAddress> Unreachable => [.. Observations.Values.SelectMany(observation => observation.Unreachable)];

    internal ImmutableSortedSet<UniqueAddress> UnreachableFor(UniqueAddress observer) =>
        Observations.TryGetValue(observer, out var observation) ? observation.Unreachable : [];

    internal Reachability Observe(UniqueAddress observer, IEnumerable<UniqueAddress> unreachable) => new(Observations.SetItem(
        observer, new Observation((Observations.GetValueOrDefault(observer)?.Version ?? 0) + 1, [.. unreachable])));

    internal Reachability Merge(Reachability other) => new(Observations.SetItems(
        other.Observations.Where(pair => pair.Value.Version > (Observations.GetValueOrDefault(pair.Key)?.Version ?? 0))));

    /// <summary>What nodes of which this holds observe of each other.</summary>
    internal Reachability Among(Func<UniqueAddress, bool> holds) => new(Observations
        .Where(pair => holds(pair.Key))
        .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with { Unreachable = [.. pair.Value.Unreachable.Where(holds)] }));

    internal Reachability WithoutObservers(Func<UniqueAddress, bool> ignored) =>
        new(Observations.RemoveRange(Observations.Keys.Where(ignored)));
}
