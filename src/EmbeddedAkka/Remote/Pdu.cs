using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Akka.Remote;

/// <summary>What a payload is. Its first byte; new kinds need a new <see cref="Pdu.Version"/>.</summary>
internal enum PduKind : byte
{
    Hello = 1,
    Refusal = 2,
    Message = 3,
    SystemMessage = 4,
    Acknowledgement = 5,
    Heartbeat = 6,
    HeartbeatResponse = 7,
}

internal enum SystemMessageKind : byte
{
    Watch = 1,
    Unwatch = 2,
    DeathWatchNotification = 3,
    DeathWatchNotificationOfUnknown = 4,
    Terminate = 5,
}

/// <param name="Address">Of who greets.</param>
/// <param name="Uid">Its incarnation.</param>
internal sealed record Hello(string Address, int Uid);

/// <param name="Recipient">A path with its address, and with its uid where one incarnation is meant.</param>
/// <param name="Sender">Likewise; empty for none.</param>
/// <param name="SerializerId">Who reads the bytes.</param>
/// <param name="Manifest">As what.</param>
/// <param name="Bytes">The message.</param>
internal sealed record WireMessage(string Recipient, string Sender, int SerializerId, string Manifest, byte[] Bytes);

/// <param name="Number">Counts system messages between two incarnations, from 1.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Subject">About whom; empty where it is about the recipient alone.</param>
internal sealed record WireSystemMessage(long Number, SystemMessageKind Kind, string Recipient, string Subject);

/// <summary>The payloads of remoting: kind, then fields, little-endian; texts in UTF-8 after their length.</summary>
internal static class Pdu
{
    internal const byte Version = 1;

    private const uint Magic = 0x52_4B_4B_41; // "AKKR"

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static byte[] Heartbeat { get; } = [(byte)PduKind.Heartbeat];

    internal static byte[] Write(Hello hello) =>
        new Writer(PduKind.Hello).UInt32(Magic).Byte(Version).Text(hello.Address).Int32(hello.Uid).ToArray();

    internal static byte[] Refusal(string reason) => new Writer(PduKind.Refusal).UInt32(Magic).Text(reason).ToArray();

    internal static byte[] Write(WireMessage message) => new Writer(PduKind.Message)
        .Text(message.Recipient).Text(message.Sender).Int32(message.SerializerId).Text(message.Manifest).Rest(message.Bytes).ToArray();

    internal static byte[] Write(WireSystemMessage message) => new Writer(PduKind.SystemMessage)
        .Int64(message.Number).Byte((byte)message.Kind).Text(message.Recipient).Text(message.Subject).ToArray();

    internal static byte[] Acknowledgement(long number) => new Writer(PduKind.Acknowledgement).Int64(number).ToArray();

    internal static byte[] HeartbeatResponse(int uid) => new Writer(PduKind.HeartbeatResponse).Int32(uid).ToArray();

    internal static PduKind KindOf(ReadOnlySpan<byte> payload) => (PduKind)new Reader(payload).Byte();

    /// <exception cref="FormatException">It is no greeting, or one of another version.</exception>
    internal static Hello ReadHello(ReadOnlySpan<byte> payload)
    {
        var reader = new Reader(payload);
        if (reader.Byte() != (byte)PduKind.Hello || reader.UInt32() != Magic)
            throw new FormatException("expected a greeting of the embedded engine, found something else");
        var version = reader.Byte();
        if (version != Version)
            throw new FormatException($"expected protocol version {Version}, found {version}");
        var hello = new Hello(reader.Text(), reader.Int32());
        reader.End();
        return hello;
    }

    /// <exception cref="FormatException">The payload is damaged; so for all below.</exception>
    internal static string ReadRefusal(ReadOnlySpan<byte> payload)
    {
        var reader = After(PduKind.Refusal, payload);
        return reader.UInt32() == Magic ? reader.Text() : throw new FormatException("expected a refusal, found something else");
    }

    internal static WireMessage ReadMessage(ReadOnlySpan<byte> payload)
    {
        var reader = After(PduKind.Message, payload);
        return new WireMessage(reader.Text(), reader.Text(), reader.Int32(), reader.Text(), reader.Rest());
    }

    internal static WireSystemMessage ReadSystemMessage(ReadOnlySpan<byte> payload)
    {
        var reader = After(PduKind.SystemMessage, payload);
        var message = new WireSystemMessage(reader.Int64(), (SystemMessageKind)reader.Byte(), reader.Text(), reader.Text());
        reader.End();
        return message;
    }

    internal static long ReadAcknowledgement(ReadOnlySpan<byte> payload) => After(PduKind.Acknowledgement, payload).Int64();

    internal static int ReadHeartbeatResponse(ReadOnlySpan<byte> payload) => After(PduKind.HeartbeatResponse, payload).Int32();

    private static Reader After(PduKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new Reader(payload);
        return reader.Byte() == (byte)kind ? reader : throw new FormatException($"expected {kind}");
    }

    /// <summary>Fields one after the other; also for what serializers of the engine write.</summary>
    internal readonly struct Writer
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(256);

        public Writer()
        {
        }

        internal Writer(PduKind kind) => Byte((byte)kind);

        internal Writer Byte(byte value)
        {
            _bytes.GetSpan(1)[0] = value;
            _bytes.Advance(1);
            return this;
        }

        internal Writer Int32(int value) => UInt32((uint)value);

        internal Writer UInt32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
            _bytes.Advance(4);
            return this;
        }

        internal Writer Int64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
            _bytes.Advance(8);
            return this;
        }

        internal Writer Text(string value)
        {
            var length = _strict.GetByteCount(value);
            Int32(length);
            _strict.GetBytes(value, _bytes.GetSpan(length));
            _bytes.Advance(length);
            return this;
        }

        internal Writer Rest(ReadOnlySpan<byte> bytes)
        {
            _bytes.Write(bytes);
            return this;
        }

        internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();
    }

    /// <summary>Takes fields off the front of a payload.</summary>
    internal ref struct Reader(ReadOnlySpan<byte> payload)
    {
        private ReadOnlySpan<byte> _left = payload;

        internal byte Byte() => Take(1)[0];

        internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

        internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

        internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

        internal string Text()
        {
            try
            {
                return _strict.GetString(Take(Int32()));
            }
            catch (DecoderFallbackException damaged)
            {
                throw new FormatException("a text is not UTF-8", damaged);
            }
        }

        internal byte[] Rest() => Take(_left.Length).ToArray();

        internal readonly void End()
        {
            if (!_left.IsEmpty)
                throw new FormatException($"{_left.Length} bytes too many");
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count < 0 || count > _left.Length)
                throw new FormatException($"expected {count} bytes more, found {_left.Length}");
            var taken = _left[..count];
            _left = _left[count..];
            return taken;
        }
    }
}
