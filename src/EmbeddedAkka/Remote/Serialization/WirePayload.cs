using Akka.Actor.Internal;

namespace Akka.Remote;

/// <summary>A message as its serializer writes it.</summary>
/// <param name="SerializerId">Who reads it.</param>
/// <param name="Manifest">As what.</param>
/// <param name="Bytes">The message.</param>
internal readonly record struct WirePayload(int SerializerId, string Manifest, byte[] Bytes)
{
    /// <exception cref="System.Runtime.Serialization.SerializationException">No serializer is bound to it.</exception>
    internal static WirePayload Of(ActorSystemImpl system, object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return new WirePayload(serializer.Identifier, serializer.Manifest(message), serializer.ToBinary(message));
    }
}
