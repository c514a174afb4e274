using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>
/// Joining -> Up -> Leaving -> Exiting -> Removed; from each of them -> Down -> Removed. A leader that lacks the agreement of all makes
/// joining members weakly up meanwhile.
/// </summary>
public enum MemberStatus
{
    Joining = 0,
    Up = 1,
    Leaving = 2,
    Exiting = 3,
    Down = 4,
    Removed = 5,
    WeaklyUp = 6,
}

/// <summary>A node as the cluster knows it. Two are equal when they are the same life of a node, whatever its status.</summary>
public class Member : IComparable<Member>
{
    internal Member(UniqueAddress uniqueAddress, MemberStatus status, ImmutableHashSet<string> roles, int upNumber)
    {
        UniqueAddress = uniqueAddress;
        Status = status;
        Roles = roles;
        UpNumber = upNumber;
    }

    public UniqueAddress UniqueAddress { get; }

    public Address Address => UniqueAddress.Address;

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    /// <summary>Counts those who came up, in that order; <see cref="int.MaxValue"/> before.</summary>
    internal int UpNumber { get; }

    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Whether this one came up first.</summary>
    public bool IsOlderThan(Member other) =>
        UpNumber != other.UpNumber ? UpNumber < other.UpNumber : UniqueAddress.CompareTo(other.UniqueAddress) < 0;

    public int CompareTo(Member? other) => UniqueAddress.CompareTo(other?.UniqueAddress);

    public override bool Equals(object? obj) => obj is Member other && UniqueAddress.Equals(other.UniqueAddress);

    public override int GetHashCode() => UniqueAddress.GetHashCode();

    public override string ToString() =>
        $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, "
        + $"role=[{string.Join(",", Roles.Order())}], upNumber={UpNumber})";

    internal static Member JoiningOf(UniqueAddress node, ImmutableHashSet<string> roles) =>
        new(node, MemberStatus.Joining, roles, int.MaxValue);

    internal Member With(MemberStatus status) => new(UniqueAddress, status, Roles, UpNumber);

    internal Member Up(int upNumber) => new(UniqueAddress, MemberStatus.Up, Roles, upNumber);

    /// <summary>What is known of a node by those who know this and those who know that: a status never goes back.</summary>
    internal Member Merge(Member other) => new(
        UniqueAddress, Rank(Status) >= Rank(other.Status) ? Status : other.Status, Roles, Math.Min(UpNumber, other.UpNumber));

    private static int Rank(MemberStatus status) => status switch
    {
        MemberStatus.Joining => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Up => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Exiting => 4,
        MemberStatus.Down => 5,
        _ => 6,
    };
}
