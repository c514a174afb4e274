using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <param name="Members">How many there must be before anybody is up.</param>
/// <param name="OfRole">The same for members with a role.</param>
internal sealed record MinimumMembers(int Members, IReadOnlyDictionary<string, int> OfRole);

/// <summary>What to send back to a node that has told what it knows.</summary>
internal enum Answer
{
    Nothing,

    /// <summary>All that this node knows.</summary>
    Gossip,

    /// <summary>Which version this node has, for the other to send its own.</summary>
    Status,
}

/// <summary>
/// The cluster as one node knows it, and what that node may change in it: its own observations, requests of users, and, where it leads and
/// all agree, the next status of the others. Every change makes a new version, which <see cref="Latest"/> is; the shell tells the others.
/// </summary>
internal sealed class MembershipState(UniqueAddress self, ImmutableHashSet<string> roles, MinimumMembers minimum)
{
    private readonly HashSet<UniqueAddress> _exitsConfirmed = [];

    internal Gossip Latest { get; private set; } = Gossip.Empty;

    internal UniqueAddress Self => self;

    /// <summary>This node as a member; null before it has joined and after it was removed.</summary>
    internal Member? SelfMember => Latest.Members.GetValueOrDefault(self);

    internal bool IsRemoved => Latest.Tombstones.ContainsKey(self);

    /// <summary>Whom some member that counts as an observer does not reach; never this node.</summary>
    internal ImmutableSortedSet<UniqueAddress> Unreachable => TrustedObservations.Unreachable.Remove(self);

    /// <summary>
    /// What members observe that are not down, and not lost themselves: who is not reached and does not know this version may have thought
    /// badly of others while it died, and can no longer take it back.
    /// </summary>
    internal Reachability TrustedObservations
    {
        get
        {
            var trusted = Latest.Reachability.WithoutObservers(node => Latest.Members[node].Status == MemberStatus.Down);
            var unreachable = trusted.Unreachable;
            return trusted.WithoutObservers(node => unreachable.Contains(node) && !Latest.Seen.Contains(node));
        }
    }

    /// <summary>Other members that this node reaches.</summary>
    internal IEnumerable<UniqueAddress> Peers => Latest.Members.Keys.Where(node => node != self && Reaches(node));

    /// <summary>Who leads among those that this node believes to be reachable: the lowest of those up or leaving, if any.</summary>
    internal Member? Leader => LeaderOf(_ => true);

    /// <summary>Whether all who count know this version, and the only ones not reached are on their way out.</summary>
    internal bool IsConverged
    {
        get
        {
            var anyUp = Latest.Members.Values.Any(IsUpOrLeaving);
            return SelfMember is not null
                && Latest.Members.Values.Where(member => anyUp ? IsUpOrLeaving(member) : !IsEnding(member))
                    .All(member => Latest.Seen.Contains(member.UniqueAddress))
                && TrustedObservations.Unreachable.All(node => IsEnding(Latest.Members[node]));
        }
    }

    internal Member? LeaderOf(Func<Member, bool> counts)
    {
        var unreachable = Unreachable;
        var reachable = Latest.Members.Values
            .Where(member => counts(member) && member.Status != MemberStatus.Down && !unreachable.Contains(member.UniqueAddress)).ToList();
        return reachable.FirstOrDefault(IsUpOrLeaving)
            ?? reachable.FirstOrDefault(member => !IsEnding(member))
            ?? reachable.FirstOrDefault();
    }

    /// <summary>Makes this node the first member of a new cluster, up at once unless more are needed: so it is the oldest.</summary>
    internal void JoinSelf()
    {
        Change(Latest.With([Member.JoiningOf(self, roles)]));
        Lead(mayWait: true);
    }

    /// <summary>Another node wants to be a member. A former life of it is given up first; the new one has to ask again.</summary>
    /// <returns>Whether it is welcome: it is a member now.</returns>
    internal bool AddJoining(UniqueAddress node, ImmutableHashSet<string> rolesOfNode)
    {
        if (SelfMember is not { } me || IsEnding(me) || Latest.Tombstones.ContainsKey(node))
            return false;
        if (Latest.Members.ContainsKey(node))
            return true;
        if (Latest.Members.Values.FirstOrDefault(member => member.Address == node.Address) is { } former)
        {
            // A process that starts anew at an address has ended the former one.
            Observe(Latest.Reachability.UnreachableFor(self).Add(former.UniqueAddress));
            Down([former.UniqueAddress]);
            return false;
        }
        Change(Latest.With([Member.JoiningOf(node, rolesOfNode)]));
        return true;
    }

    /// <summary>A member has made this node one.</summary>
    /// <returns>False where this node has not asked for it, or has become a member already.</returns>
    internal bool Welcome(Gossip gossip)
    {
        if (SelfMember is not null || !gossip.Members.ContainsKey(self))
            return false;
        Latest = gossip.SeenBy(self);
        return true;
    }

    /// <summary>
    /// Another member tells all it knows. Who was removed, and whom this node does not reach, is not listened to. One that is not known
    /// here may have been welcomed by a member that died before it told anybody; it is believed if it knows this very life of this node.
    /// </summary>
    internal Answer Receive(UniqueAddress from, Gossip remote)
    {
        var isMember = Latest.Members.ContainsKey(from) || (remote.Members.ContainsKey(from) && !Latest.Tombstones.ContainsKey(from));
        if (SelfMember is null || !isMember || !Reaches(from) || !(remote.Members.ContainsKey(self) || remote.Tombstones.ContainsKey(self)))
            return Answer.Nothing;
        switch (Latest.ComparedTo(remote.Version, remote.Tombstones.Keys))
        {
            case Causality.Same:
                Latest = Latest with { Seen = Latest.Seen.Union(remote.Seen) };
                break;
            case Causality.Before:
                Latest = remote;
                break;
            case Causality.After:
                return Answer.Gossip;
            default:
                Latest = Latest.Merge(remote);
                break;
        }
        if (Latest.Members.ContainsKey(self))
            Latest = Latest.SeenBy(self);
        return Latest.Members.ContainsKey(from) && !remote.Seen.SetEquals(Latest.Seen) ? Answer.Gossip : Answer.Nothing;
    }

    /// <summary>Another member tells which version it has.</summary>
    internal Answer Receive(UniqueAddress from, VectorClock version, long seenDigest) => !Latest.Members.ContainsKey(from) || !Reaches(from)
        ? Answer.Nothing
        : Latest.ComparedTo(version, []) switch
        {
            Causality.Same => seenDigest == Latest.SeenDigest ? Answer.Nothing : Answer.Gossip,
            Causality.Before => Answer.Status,
            _ => Answer.Gossip,
        };

    /// <summary>This node's detectors have found these members to be unreachable, and no others.</summary>
    internal void Observe(ImmutableSortedSet<UniqueAddress> unreachable)
    {
        var members = unreachable.Intersect(Latest.Members.Keys);
        if (SelfMember is not null && !members.SetEquals(Latest.Reachability.UnreachableFor(self)))
            Change(Latest with { Reachability = Latest.Reachability.Observe(self, members) });
    }

    internal void Leave(Address address) => Change(
        member => member.Address == address && (IsJoining(member) || member.Status == MemberStatus.Up), MemberStatus.Leaving);

    internal void Down(IEnumerable<UniqueAddress> nodes)
    {
        var downed = nodes.ToHashSet();
        Change(member => downed.Contains(member.UniqueAddress) && member.Status != MemberStatus.Down, MemberStatus.Down);
    }

    /// <summary>An exiting member is about to end.</summary>
    internal void ConfirmExit(UniqueAddress node) => _exitsConfirmed.Add(node);

    /// <summary>Moves the members on, if this node leads.</summary>
    /// <param name="mayWait">False if those who join have waited too long for all to agree: they are weakly up then.</param>
    internal void Lead(bool mayWait)
    {
        if (SelfMember is null || Leader?.UniqueAddress != self)
            return;
        if (IsConverged)
            LeadAll();
        else if (!mayWait && HasEnough)
            Change(member => member.Status == MemberStatus.Joining && !Unreachable.Contains(member.UniqueAddress), MemberStatus.WeaklyUp);
    }

    private static bool IsUpOrLeaving(Member member) => member.Status is MemberStatus.Up or MemberStatus.Leaving;

    private static bool IsEnding(Member member) => member.Status is MemberStatus.Exiting or MemberStatus.Down;

    private static bool IsJoining(Member member) => member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp;

    private bool HasEnough => Latest.Members.Count >= minimum.Members
        && minimum.OfRole.All(pair => Latest.Members.Values.Count(member => member.HasRole(pair.Key)) >= pair.Value);

    private void LeadAll()
    {
        var (before, unreachable) = (Latest, Unreachable);
        var members = before.Members.Values;
        var removed = members.Where(IsEnding).Select(member => member.UniqueAddress)
            .Where(node => node != self && (unreachable.Contains(node) || _exitsConfirmed.Contains(node))).ToList();
        _exitsConfirmed.ExceptWith(removed);

        var age = members.Where(member => member.UpNumber != int.MaxValue).Select(member => member.UpNumber).DefaultIfEmpty().Max();
        // Who asked first does not matter, for different nodes would know that differently.
        var up = members.Where(member => IsJoining(member) && HasEnough).Select(member => member.Up(++age)).ToList();
        var exiting = members.Where(member => member.Status == MemberStatus.Leaving)
            .Select(member => member.With(MemberStatus.Exiting)).ToList();
        if (removed.Count + up.Count + exiting.Count > 0)
            Change(before.With([.. up, .. exiting]).Without(removed));
    }

    private bool Reaches(UniqueAddress node) => !Latest.Reachability.UnreachableFor(self).Contains(node);

    private void Change(Func<Member, bool> which, MemberStatus status)
    {
        var changed = Latest.Members.Values.Where(which).Select(member => member.With(status)).ToList();
        if (changed.Count > 0)
            Change(Latest.With(changed));
    }

    private void Change(Gossip next) => Latest = next.ChangedBy(self);
}
