using Akka.Cluster.Membership;

namespace Akka.Cluster.SBR;

/// <summary>
/// Which side of a partition lives: the one with the oldest member. All sides decide alike, without a word between them, as long as they
/// agree on who is a member and who is where.
/// </summary>
/// <param name="Role">Only members with this role count, if it is not empty.</param>
/// <param name="DownIfAlone">Whether the oldest gives way to several others where it is alone on its side.</param>
internal sealed record KeepOldest(string Role, bool DownIfAlone)
{
    /// <summary>Whom to down, as one side sees it; possibly all of that side.</summary>
    internal IReadOnlySet<UniqueAddress> Decide(MembershipState state)
    {
        var lost = state.Unreachable;
        var members = state.Latest.Members.Values
            .Where(member => member.Status is not (MemberStatus.Down or MemberStatus.Exiting)).ToList();
        if (!members.Any(member => lost.Contains(member.UniqueAddress)))
            return new HashSet<UniqueAddress>();

        var detours = Detours(state);
        var sides = members.Where(member => !detours.Contains(member.UniqueAddress))
            .ToLookup(member => lost.Contains(member.UniqueAddress));
        List<Member> here = [.. sides[false]], there = [.. sides[true]];
        var downed = (KeepsThisSide(here, there) ? there : here).Select(member => member.UniqueAddress).ToHashSet();
        downed.UnionWith(members.Select(member => member.UniqueAddress).Where(detours.Contains));
        return downed;
    }

    /// <summary>All that are members, where the network has not come to rest in time.</summary>
    internal static IReadOnlySet<UniqueAddress> All(MembershipState state) => state.Latest.Members.Keys.ToHashSet();

    /// <summary>
    /// Nodes that cannot talk to each other and yet hear of each other through third ones: this is no partition, so it has no sides, and
    /// both ends of every broken link go.
    /// </summary>
    private static HashSet<UniqueAddress> Detours(MembershipState state)
    {
        var detours = new HashSet<UniqueAddress>();
        var observations = state.TrustedObservations.Observations.Where(pair => !pair.Value.Unreachable.IsEmpty).ToList();
        foreach (var (observer, observation) in observations)
        {
            foreach (var subject in observation.Unreachable)
            {
                // It knows the present version, or has told what it observes itself.
                if (state.Latest.Seen.Contains(subject) || observations.Any(pair => pair.Key == subject))
                    detours.UnionWith([observer, subject]);
            }
        }
        return detours;
    }

    private bool KeepsThisSide(List<Member> here, List<Member> there)
    {
        var (ours, theirs) = (Counted(here), Counted(there));
        if (Oldest(ours.Concat(theirs)) is not { } oldest)
            return false;
        var (side, other) = ours.Contains(oldest) ? (ours, theirs) : (theirs, ours);
        // Of two members that lose each other, the older stays.
        var oldestGivesWay = DownIfAlone && side.Count == 1 && other.Count > 1;
        return ours.Contains(oldest) != oldestGivesWay;
    }

    /// <summary>Who joins has no age yet.</summary>
    private List<Member> Counted(IEnumerable<Member> side) => [.. side.Where(member =>
        member.Status is MemberStatus.Up or MemberStatus.Leaving && (Role == "" || member.HasRole(Role)))];

    private static Member? Oldest(IEnumerable<Member> members) =>
        members.Aggregate((Member?)null, (oldest, member) => oldest?.IsOlderThan(member) == true ? oldest : member);
}
