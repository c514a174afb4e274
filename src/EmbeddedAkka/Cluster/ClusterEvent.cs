using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>What the cluster tells its subscribers.</summary>
public class ClusterEvent
{
    public static readonly SubscriptionInitialStateMode InitialStateAsEvents = SubscriptionInitialStateMode.InitialStateAsEvents;

    public static readonly SubscriptionInitialStateMode InitialStateAsSnapshot = SubscriptionInitialStateMode.InitialStateAsSnapshot;

    private ClusterEvent()
    {
    }

    /// <summary>What a subscriber gets first.</summary>
    public enum SubscriptionInitialStateMode
    {
        /// <summary>One <see cref="CurrentClusterState"/>.</summary>
        InitialStateAsSnapshot = 0,

        /// <summary>The events that lead from an empty cluster to the present one.</summary>
        InitialStateAsEvents = 1,
    }

    public interface IClusterDomainEvent : IDeadLetterSuppression;

    /// <summary>A member's status has changed.</summary>
    public interface IMemberEvent : IClusterDomainEvent
    {
        Member Member { get; }
    }

    /// <summary>Whether a member is reached has changed.</summary>
    public interface IReachabilityEvent : IClusterDomainEvent;

    /// <summary>The cluster as its node sees it.</summary>
    public sealed class CurrentClusterState
    {
        private readonly ImmutableDictionary<string, Address> _roleLeaders;

        internal CurrentClusterState(
            ImmutableSortedSet<Member> members,
            ImmutableHashSet<Member> unreachable,
            Address? leader,
            ImmutableDictionary<string, Address> roleLeaders)
        {
            Members = members;
            Unreachable = unreachable;
            Leader = leader;
            _roleLeaders = roleLeaders;
        }

        /// <summary>By address.</summary>
        public ImmutableSortedSet<Member> Members { get; }

        /// <summary>Those members that some member cannot reach.</summary>
        public ImmutableHashSet<Member> Unreachable { get; }

        /// <summary>Null before there is one.</summary>
        public Address? Leader { get; }

        /// <summary>The member that would lead if only those with this role were there; null if there are none.</summary>
        public Address? RoleLeader(string role) => _roleLeaders.GetValueOrDefault(role);
    }

    public abstract class MemberStatusChange : IMemberEvent
    {
        private protected MemberStatusChange(Member member) => Member = member;

        public Member Member { get; }

        public override string ToString() => $"{GetType().Name}(Member={Member})";
    }

    public sealed class MemberJoined : MemberStatusChange
    {
        internal MemberJoined(Member member) : base(member)
        {
        }
    }

    public sealed class MemberWeaklyUp : MemberStatusChange
    {
        internal MemberWeaklyUp(Member member) : base(member)
        {
        }
    }

    public sealed class MemberUp : MemberStatusChange
    {
        internal MemberUp(Member member) : base(member)
        {
        }
    }

    public sealed class MemberLeft : MemberStatusChange
    {
        internal MemberLeft(Member member) : base(member)
        {
        }
    }

    public sealed class MemberExited : MemberStatusChange
    {
        internal MemberExited(Member member) : base(member)
        {
        }
    }

    public sealed class MemberDowned : MemberStatusChange
    {
        internal MemberDowned(Member member) : base(member)
        {
        }
    }

    public sealed class MemberRemoved : MemberStatusChange
    {
        internal MemberRemoved(Member member, MemberStatus previousStatus) : base(member) => PreviousStatus = previousStatus;

        /// <summary><see cref="MemberStatus.Exiting"/> where it left, <see cref="MemberStatus.Down"/> where it was given up.</summary>
        public MemberStatus PreviousStatus { get; }
    }

    public abstract class ReachabilityEvent : IReachabilityEvent
    {
        private protected ReachabilityEvent(Member member) => Member = member;

        public Member Member { get; }

        public override string ToString() => $"{GetType().Name}(Member={Member})";
    }

    public sealed class UnreachableMember : ReachabilityEvent
    {
        internal UnreachableMember(Member member) : base(member)
        {
        }
    }

    public sealed class ReachableMember : ReachabilityEvent
    {
        internal ReachableMember(Member member) : base(member)
        {
        }
    }

    public sealed class LeaderChanged : IClusterDomainEvent
    {
        internal LeaderChanged(Address? leader) => Leader = leader;

        /// <summary>Null where there is none.</summary>
        public Address? Leader { get; }

        public override string ToString() => $"LeaderChanged(NewLeader={Leader})";
    }
}
