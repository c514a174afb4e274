using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Texts and whole numbers as messages of their own.</summary>
internal sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private const string StringManifest = "S";
    private const string Int32Manifest = "I";
    private const string Int64Manifest = "L";

    public PrimitiveSerializers(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object o) => o switch
    {
        string => StringManifest,
        int => Int32Manifest,
        long => Int64Manifest,
        _ => throw Unknown(o.GetType().ToString()),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        int number => Int64(number),
        long number => Int64(number),
        _ => throw Unknown(obj.GetType().ToString()),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        StringManifest => Encoding.UTF8.GetString(bytes),
        Int32Manifest => checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        Int64Manifest => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw Unknown(manifest),
    };

    private static byte[] Int64(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static SerializationException Unknown(string what) => new($"{nameof(PrimitiveSerializers)} does not know [{what}].");
}
