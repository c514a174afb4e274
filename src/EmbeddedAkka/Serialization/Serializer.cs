using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Turns objects of some types into bytes and back. What it writes is read by other processes, and by other versions of itself.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    private int? _identifier;

    private protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>Stands in every message for this serializer. From <c>akka.actor.serialization-identifiers</c> unless overridden.</summary>
    public virtual int Identifier => _identifier ??= Serialization.ConfiguredIdentifier(system, GetType());

    public abstract byte[] ToBinary(object obj);
}

/// <summary>A serializer that names the kinds of its objects itself. The only sort here: names of types do not travel.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>The kind of an object, as it travels.</summary>
    public abstract string Manifest(object o);

    /// <param name="bytes">What <see cref="Serializer.ToBinary"/> returned.</param>
    /// <param name="manifest">What <see cref="Manifest"/> returned.</param>
    public abstract object FromBinary(byte[] bytes, string manifest);
}
