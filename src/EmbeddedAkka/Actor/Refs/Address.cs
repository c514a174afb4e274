namespace Akka.Actor;

/// <summary>Where an actor system is reached: <c>akka://system</c>.</summary>
public sealed class Address : IEquatable<Address>
{
    private readonly string _text;

    internal Address(string protocol, string system) => _text = $"{protocol}://{system}";

    public bool Equals(Address? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode();

    public override string ToString() => _text;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);
}
