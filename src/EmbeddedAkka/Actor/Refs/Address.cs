namespace Akka.Actor;

/// <summary>Where an actor system is reached: <c>akka://system</c> for a local one, with <c>@host:port</c> for a remote one.</summary>
public sealed class Address(string protocol, string system, string? host = null, int? port = null) : IEquatable<Address>
{
    private readonly string _text = host is null ? $"{protocol}://{system}" : $"{protocol}://{system}@{host}:{port}";

    public string Protocol { get; } = protocol;

    public string System { get; } = system;

    public string? Host { get; } = host;

    public int? Port { get; } = port;

    public bool Equals(Address? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode();

    public override string ToString() => _text;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);
}
