namespace Google.Protobuf;

/// <summary>Immutable bytes, as Akka.NET hands them to transports.</summary>
public sealed class ByteString
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private ByteString(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    internal int Length => _bytes.Length;

    public ReadOnlySpan<byte> Span => _bytes.Span;

    internal ReadOnlyMemory<byte> Memory => _bytes;

    public static ByteString CopyFrom(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Bytes that nobody will change.</summary>
    internal static ByteString Attach(ReadOnlyMemory<byte> bytes) => new(bytes);
}
