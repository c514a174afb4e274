using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Akka.Actor;

/// <summary>The address of an actor in the tree of its system. Two paths are equal when their names are; the uid, which tells incarnations of a name apart, does not count.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>What a name may contain besides ASCII letters and digits (and percent-encoded bytes).</summary>
    internal const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private protected ActorPath(ActorPath? parent, Address address, string name, long uid)
    {
        Parent = parent ?? this;
        Address = address;
        Name = name;
        Uid = uid;
    }

    public string Name { get; }

    public Address Address { get; }

    /// <summary>Tells this incarnation of the name apart from earlier ones; 0 where there is none.</summary>
    public long Uid { get; }

    /// <summary>The parent's path; the root is its own parent.</summary>
    public ActorPath Parent { get; }

    /// <summary>The names from below the root down to this one.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new List<string>();
            for (var path = this; path != path.Parent; path = path.Parent)
                names.Add(path.Name);
            names.Reverse();
            return names;
        }
    }

    private bool IsRoot => ReferenceEquals(Parent, this);

    /// <summary>Whether <paramref name="s"/> may be given as an actor's name.</summary>
    public static bool IsValidPathElement(string? s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(s[i]) || ValidSymbols.Contains(s[i]))
                continue;
            if (s[i] != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2]))
                return false;
            i += 2;
        }
        return true;
    }

    /// <summary>The path with its system's address: <c>akka://system/user/name</c>.</summary>
    public override string ToString() => ToStringWithAddress(Address);

    /// <summary>The path with <paramref name="address"/>, unless it has one of its own that other processes can reach.</summary>
    public string ToStringWithAddress(Address address) => (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();

    /// <summary>The path as it travels, with the uid: <c>akka.tcp://system@host:port/user/name#123</c>.</summary>
    public string ToSerializationFormatWithAddress(Address address) => ToStringWithAddress(address) + (Uid == 0 ? "" : $"#{Uid}");

    /// <summary>Reads a path with its address, and with its uid if the text has one.</summary>
    /// <exception cref="UriFormatException">The text is no path of an actor.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (path is null || Address.TryParse(path, out var names) is not { } address)
            return false;
        var uid = 0L;
        var hash = names.IndexOf('#');
        if (hash >= 0)
        {
            if (!long.TryParse(names[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out uid))
                return false;
            names = names[..hash];
        }
        var elements = names.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        ActorPath parsed = new RootActorPath(address);
        for (var i = 0; i < elements.Length; i++)
            parsed = new ChildActorPath(parsed, elements[i], i == elements.Length - 1 ? uid : 0);
        actorPath = parsed;
        return true;
    }

    /// <summary>The path inside its system: <c>/user/name</c>.</summary>
    public string ToStringWithoutAddress()
    {
        if (IsRoot)
            return "/";
        var text = new StringBuilder();
        Append(this, text);
        return text.ToString();

        static void Append(ActorPath path, StringBuilder text)
        {
            if (path.IsRoot)
                return;
            Append(path.Parent, text);
            text.Append('/').Append(path.Name);
        }
    }

    public bool Equals(ActorPath? other)
    {
        if (other is null)
            return false;
        ActorPath left = this, right = other;
        while (!ReferenceEquals(left, right))
        {
            if (left.IsRoot || right.IsRoot)
                return left.IsRoot && right.IsRoot && left.Address == right.Address;
            if (left.Name != right.Name)
                return false;
            (left, right) = (left.Parent, right.Parent);
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => IsRoot ? Address.GetHashCode() : HashCode.Combine(Parent.GetHashCode(), Name);

    public int CompareTo(ActorPath? other) => other is null ? 1 : string.CompareOrdinal(ToString(), other.ToString());

    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);
}

/// <summary>The path of a system's root.</summary>
public sealed class RootActorPath(Address address, string name = "") : ActorPath(null, address, name, 0);

/// <summary>The path of an actor below another.</summary>
internal sealed class ChildActorPath(ActorPath parentPath, string name, long uid) : ActorPath(parentPath, parentPath.Address, name, uid);
