using Akka.Actor;

namespace Akka.Cluster;

/// <summary>One life of a node: a system that starts again at the same address is another.</summary>
public class UniqueAddress : IEquatable<UniqueAddress>, IComparable<UniqueAddress>
{
    internal UniqueAddress(Address address, int uid) => (Address, Uid) = (address, uid);

    public Address Address { get; }

    /// <summary>Tells the lives of a node apart.</summary>
    public int Uid { get; }

    /// <summary>By host, then port, then uid.</summary>
    public int CompareTo(UniqueAddress? other)
    {
        if (other is null)
            return 1;
        var order = string.CompareOrdinal(Address.Host, other.Address.Host);
        if (order == 0) order = (Address.Port ?? 0).CompareTo(other.Address.Port ?? 0);
        if (order == 0) order = string.CompareOrdinal(Address.ToString(), other.Address.ToString());
        return order != 0 ? order : Uid.CompareTo(other.Uid);
    }

    public bool Equals(UniqueAddress? other) => other is not null && Uid == other.Uid && Address == other.Address;

    public override bool Equals(object? obj) => Equals(obj as UniqueAddress);

    public override int GetHashCode() => HashCode.Combine(Address, Uid);

    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";

    public static bool operator ==(UniqueAddress? left, UniqueAddress? right) => Equals(left, right);

    public static bool operator !=(UniqueAddress? left, UniqueAddress? right) => !Equals(left, right);
}
