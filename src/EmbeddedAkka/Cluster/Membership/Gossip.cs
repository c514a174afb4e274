using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>
/// All that the nodes of a cluster tell each other about it; immutable. What two know is merged into what both know: the same whoever
/// merges, in whatever order and however often. Equal versions hold the same, but for who has seen it.
/// </summary>
/// <param name="Members">By address.</param>
/// <param name="Seen">Who is known to have this version.</param>
/// <param name="Reachability">Who does not reach whom.</param>
/// <param name="Version">The changes that are in it.</param>
/// <param name="Tombstones">
/// Who was removed, so that no late word brings them back; numbered in the order of removal, the last ones only.
/// </param>
internal sealed record Gossip(
    ImmutableSortedDictionary<UniqueAddress, Member> Members,
    ImmutableSortedSet<UniqueAddress> Seen,
    Reachability Reachability,
    VectorClock Version,
    ImmutableSortedDictionary<UniqueAddress, long> Tombstones)
{
    /// <summary>Enough that whoever is forgotten has been quarantined for long.</summary>
    internal const int MaxTombstones = 256;

    /// <summary>Members of different status are equal, and a dictionary does not replace a value by an equal one unless told to.</summary>
    internal static readonly ImmutableSortedDictionary<UniqueAddress, Member> NoMembers =
        ImmutableSortedDictionary.Create<UniqueAddress, Member>(null, ReferenceEqualityComparer.Instance);

    internal static readonly Gossip Empty =
        new(NoMembers, [], Reachability.AllReachable, VectorClock.Zero, ImmutableSortedDictionary<UniqueAddress, long>.Empty);

    /// <summary>The same for equal <see cref="Seen"/> in every process, and most likely for no others.</summary>
    internal long SeenDigest
    {
        get
        {
            var digest = 14695981039346656037UL;
            foreach (var letter in Seen.SelectMany(node => $"{node.Address}#{node.Uid};"))
                digest = (digest ^ letter) * 1099511628211UL;
            return (long)digest;
        }
    }

    /// <summary>
    /// How this came about relative to a version of another; what removed nodes did does not count, for some have forgotten it.
    /// </summary>
    internal Causality ComparedTo(VectorClock version, IEnumerable<UniqueAddress> othersTombstones)
    {
        var removed = Tombstones.Keys.Concat(othersTombstones).ToHashSet();
        return Version.Without(removed).ComparedTo(version.Without(removed));
    }

    /// <summary>A change by a node, which so far nobody else has seen.</summary>
    internal Gossip ChangedBy(UniqueAddress node) => this with { Version = Version.Increment(node), Seen = [node] };

    internal Gossip SeenBy(UniqueAddress node) => this with { Seen = Seen.Add(node) };

    internal Gossip With(IEnumerable<Member> members) =>
        this with { Members = Members.SetItems(members.Select(member => KeyValuePair.Create(member.UniqueAddress, member))) };

    /// <summary>Without these for good.</summary>
    internal Gossip Without(IReadOnlyCollection<UniqueAddress> nodes)
    {
        var number = Tombstones.IsEmpty ? 0 : Tombstones.Values.Max();
        var tombstones = Tombstones.SetItems(nodes.Select(node => KeyValuePair.Create(node, ++number)));
        return (this with { Tombstones = Last(tombstones) }).Buried();
    }

    /// <summary>What is known by those who know this and those who know that; seen by nobody yet.</summary>
    internal Gossip Merge(Gossip other)
    {
        var tombstones = Tombstones.SetItems(other.Tombstones.Where(pair => pair.Value > Tombstones.GetValueOrDefault(pair.Key)));
        var members = Members.SetItems(other.Members.Select(pair =>
            KeyValuePair.Create(pair.Key, Members.TryGetValue(pair.Key, out var known) ? known.Merge(pair.Value) : pair.Value)));
        return new Gossip(members, [], Reachability.Merge(other.Reachability), Version.Merge(other.Version), Last(tombstones)).Buried();
    }

    private static ImmutableSortedDictionary<UniqueAddress, long> Last(ImmutableSortedDictionary<UniqueAddress, long> tombstones) =>
        tombstones.Count <= MaxTombstones ? tombstones : tombstones
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MaxTombstones).ToImmutableSortedDictionary();

    private Gossip Buried()
    {
        var members = Members.RemoveRange(Tombstones.Keys);
        return new Gossip(
            members,
            [.. Seen.Where(members.ContainsKey)],
            Reachability.Among(members.ContainsKey),
            Version.Without(Tombstones.Keys),
            Tombstones);
    }
}
