using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Messages of the engine itself.</summary>
internal sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private const string IdentifyManifest = "ID";
    private const string ActorIdentityManifest = "AID";
    private const string PoisonPillManifest = "PP";

    public MiscMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object o) => o switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => ActorIdentityManifest,
        PoisonPill => PoisonPillManifest,
        _ => throw Unknown(o.GetType().ToString()),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Identify identify => Write(new Pdu.Writer(), identify.MessageId).ToArray(),
        ActorIdentity identity => Write(new Pdu.Writer().Text(PathOf(identity.Subject)), identity.MessageId).ToArray(),
        PoisonPill => [],
        _ => throw Unknown(obj.GetType().ToString()),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new Pdu.Reader(bytes);
        switch (manifest)
        {
            case IdentifyManifest:
                return new Identify(Read(ref reader));
            case ActorIdentityManifest:
                var path = reader.Text();
                return new ActorIdentity(Read(ref reader), path.Length == 0 ? null : system.Provider.ResolveActorRef(path));
            case PoisonPillManifest:
                return PoisonPill.Instance;
            default:
                throw Unknown(manifest);
        }
    }

    private static string PathOf(IActorRef? actor) => actor is null ? "" : Akka.Serialization.Serialization.SerializedActorPath(actor);

    private static SerializationException Unknown(string what) => new($"{nameof(MiscMessageSerializer)} does not know [{what}].");

    private Pdu.Writer Write(Pdu.Writer writer, object? message)
    {
        if (message is null)
            return writer.Byte(0);
        var payload = WirePayload.Of((ActorSystemImpl)system, message);
        return writer.Byte(1).Int32(payload.SerializerId).Text(payload.Manifest).Rest(payload.Bytes);
    }

    private object? Read(ref Pdu.Reader reader)
    {
        if (reader.Byte() == 0)
            return null;
        var (serializer, manifest) = (reader.Int32(), reader.Text());
        return system.Serialization.Deserialize(reader.Rest(), serializer, manifest);
    }
}
