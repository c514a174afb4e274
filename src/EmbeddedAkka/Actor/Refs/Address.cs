namespace Akka.Actor;

/// <summary>Where an actor system is reached: <c>akka://system</c> inside its process, <c>akka.tcp://system@host:port</c> from others.</summary>
public sealed class Address : IEquatable<Address>
{
    private readonly string _text;

    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        (Protocol, System, Host, Port) = (protocol, system, host, port);
        _text = $"{protocol}://{system}" + (host is null ? "" : $"@{host}") + (port is null ? "" : $":{port}");
    }

    public string Protocol { get; }

    public string System { get; }

    /// <summary>Null where the address has a meaning only inside its process.</summary>
    public string? Host { get; }

    public int? Port { get; }

    /// <summary>Whether other processes can reach it.</summary>
    public bool HasGlobalScope => Host is not null;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="UriFormatException">The text is no address.</exception>
    public static Address Parse(string address) =>
        TryParse(address, out var rest) is { } parsed && rest.Length == 0 ? parsed : throw new UriFormatException($"Not an address: [{address}]");

    public bool Equals(Address? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode();

    public override string ToString() => _text;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    /// <summary>The address at the head of a text, or null; <paramref name="rest"/> begins with the slash after it.</summary>
    internal static Address? TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        rest = default;
        var scheme = text.IndexOf("://");
        if (scheme <= 0 || !text.StartsWith("akka", StringComparison.Ordinal))
            return null;
        var protocol = text[..scheme].ToString();
        var authority = text[(scheme + 3)..];
        var slash = authority.IndexOf('/');
        if (slash >= 0)
        {
            rest = authority[slash..];
            authority = authority[..slash];
        }
        var at = authority.IndexOf('@');
        if (at < 0)
            return authority.IsEmpty || authority.Contains(':') ? null : new Address(protocol, authority.ToString());
        var colon = authority.LastIndexOf(':');
        if (at == 0 || colon <= at + 1 || !ushort.TryParse(authority[(colon + 1)..], out var port))
            return null;
        return new Address(protocol, authority[..at].ToString(), authority[(at + 1)..colon].ToString(), port);
    }
}
