using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Turns objects of some types into bytes and back. What it writes is read by other processes, and by other versions of itself.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    private int? _identifier;

    protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>Stands in every message for this serializer. From <c>akka.actor.serialization-identifiers</c> unless overridden.</summary>
    public virtual int Identifier => _identifier ??= Serialization.ConfiguredIdentifier(system, GetType());

    /// <summary>Whether the name of the object's type travels with it. This engine sends none; see <see cref="SerializerWithStringManifest"/>.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    /// <param name="bytes">What <see cref="ToBinary"/> returned.</param>
    /// <param name="type">Null where <see cref="IncludeManifest"/> is false.</param>
    public abstract object FromBinary(byte[] bytes, Type? type);
}

/// <summary>A serializer that names the kinds of its objects itself.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    public sealed override bool IncludeManifest => true;

    /// <summary>The kind of an object, as it travels.</summary>
    public abstract string Manifest(object o);

    public abstract object FromBinary(byte[] bytes, string manifest);

    public sealed override object FromBinary(byte[] bytes, Type? type) =>
        throw new NotSupportedException($"{GetType()} reads by manifest, not by type.");
}
