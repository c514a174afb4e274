using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>What subscribers see of the cluster.</summary>
internal sealed record ClusterView(
    ImmutableSortedDictionary<UniqueAddress, Member> Members,
    ImmutableSortedSet<UniqueAddress> Unreachable,
    Address? Leader,
    ImmutableDictionary<string, Address> RoleLeaders)
{
    internal static readonly ClusterView Empty = new(Gossip.NoMembers, [], null, ImmutableDictionary<string, Address>.Empty);

    /// <summary>What the state is now; the former view itself where nothing that it shows has changed.</summary>
    internal static ClusterView Of(MembershipState state, ClusterView before)
    {
        var (members, unreachable, leader) = (state.Latest.Members, state.Unreachable, state.Leader?.Address);
        return ReferenceEquals(members, before.Members) && unreachable.SetEquals(before.Unreachable) && leader == before.Leader
            ? before
            : new ClusterView(members, unreachable, leader, members.Values.SelectMany(member => member.Roles).Distinct()
                .Select(role => (Role: role, Leader: state.LeaderOf(member => member.HasRole(role))))
                .Where(pair => pair.Leader is not null)
                .ToImmutableDictionary(pair => pair.Role, pair => pair.Leader!.Address));
    }

    /// <summary>The unreachable ones whose fate is open.</summary>
    internal IEnumerable<UniqueAddress> Lost =>
        Unreachable.Where(node => Members[node].Status is not (MemberStatus.Exiting or MemberStatus.Down));

    /// <summary>Whether a side of a partition would still be made up of the same members. Those who join have no say in it.</summary>
    internal bool IsSettledAs(ClusterView before) => Lost.SequenceEqual(before.Lost) && Settled.SequenceEqual(before.Settled);

    internal ClusterEvent.CurrentClusterState State => new(
        [.. Members.Values], [.. Unreachable.Select(node => Members[node])], Leader, RoleLeaders);

    /// <summary>The events that lead from an earlier view to this one.</summary>
    internal IEnumerable<ClusterEvent.IClusterDomainEvent> Since(ClusterView before)
    {
        foreach (var node in Unreachable.Except(before.Unreachable))
            yield return new ClusterEvent.UnreachableMember(Members[node]);
        foreach (var node in before.Unreachable.Except(Unreachable).Where(Members.ContainsKey))
            yield return new ClusterEvent.ReachableMember(Members[node]);
        foreach (var member in Members.Values)
        {
            if (before.Members.GetValueOrDefault(member.UniqueAddress)?.Status != member.Status)
                yield return Changed(member);
        }
        foreach (var member in before.Members.Values.Where(member => !Members.ContainsKey(member.UniqueAddress)))
            yield return new ClusterEvent.MemberRemoved(member.With(MemberStatus.Removed), member.Status);
        if (Leader != before.Leader)
            yield return new ClusterEvent.LeaderChanged(Leader);
    }

    private IEnumerable<UniqueAddress> Settled =>
        Members.Values.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving).Select(member => member.UniqueAddress);

    private static ClusterEvent.MemberStatusChange Changed(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.WeaklyUp => new ClusterEvent.MemberWeaklyUp(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        _ => new ClusterEvent.MemberDowned(member),
    };
}
