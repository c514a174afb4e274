using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>What a frame carries.</summary>
internal enum FrameKind
{
    /// <summary>A block, or its last part, with other blocks of its split behind it.</summary>
    Block = 1,

    /// <summary>The last block of its split, or that one's last part.</summary>
    LastBlock = 2,

    /// <summary>The split cannot be read to its end: its kind, and a text.</summary>
    Failure = 3,

    /// <summary>A part of a block, with others of it behind.</summary>
    Part = 4,
}

/// <summary>
/// The first 64 bytes of a frame, all numbers little-endian:
/// <code>
///  0  magic       "APB2"
///  4  kind        int32   FrameKind
///  8  lease       int64   the lease that it answers
/// 16  index       int32   the block's place in its split, 0-based; of a failure: its FailureKind
/// 20  rows        int32
/// 24  row bytes   int32   bytes of a row
/// 28  blank lines int32   left out
/// 32  bad         int32   records left out
/// 36  text bytes  int32   bytes of the bad records; of a failure: of its text, UTF-8
/// 40  next offset int64   where in the file the split's next block starts; 0 behind the last
/// 48  part        int32   the part's place in its block, 0-based
/// 52  reserved    8 bytes of 0
/// 60  checksum    uint32  CRC-32C of bytes 0 to 59 and of the payload
/// </code>
/// The payload: rows x int64 (where each row's record starts in the file); the bad records, each as offset int64, line int64, column int32,
/// length int32, text UTF-8; and rows x row bytes.
/// </summary>
internal readonly record struct FrameHeader(
    FrameKind Kind, long Lease, int Index, int Part, int Rows, int RowBytes, int BlankLines, int Bad, int TextBytes, long NextOffset)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 64;

    /// <summary>Bytes of a bad record, besides its text.</summary>
    public const int BadRecordSize = 24;

    private const uint Magic = 0x32425041;
    private const int ChecksumAt = Size - sizeof(uint);

    /// <summary>Bytes of the rows.</summary>
    public long ValueBytes => (long)Rows * RowBytes;

    /// <summary>Bytes of the rows' offsets.</summary>
    public long OffsetBytes => (long)Rows * sizeof(long);

    /// <summary>Writes it, but for the checksum.</summary>
    public void Write(Span<byte> header)
    {
        header[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], (int)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Lease);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], Rows);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], RowBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], BlankLines);
        BinaryPrimitives.WriteInt32LittleEndian(header[32..], Bad);
        BinaryPrimitives.WriteInt32LittleEndian(header[36..], TextBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], NextOffset);
        BinaryPrimitives.WriteInt32LittleEndian(header[48..], Part);
    }

    /// <summary>Reads it; nothing in it has been checked, but that it is one.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> header)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
            throw new InvalidDataException($"expected a frame, found the bytes {Convert.ToHexString(header[..4])}");
        return new(
            (FrameKind)BinaryPrimitives.ReadInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[16..]), BinaryPrimitives.ReadInt32LittleEndian(header[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[24..]), BinaryPrimitives.ReadInt32LittleEndian(header[28..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[32..]), BinaryPrimitives.ReadInt32LittleEndian(header[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[40..]));
    }

    /// <summary>The checksum that stands in a header.</summary>
    public static uint ReadChecksum(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]);

    /// <summary>Puts the checksum of a frame into its header.</summary>
    /// <param name="head">The frame without its values.</param>
    /// <param name="values">The values.</param>
    public static void Seal(Span<byte> head, ReadOnlySpan<byte> values) => BinaryPrimitives.WriteUInt32LittleEndian(
        head[ChecksumAt..], Checksum(Checksum(Checksum(0, head[..ChecksumAt]), head[Size..]), values));

    /// <summary>The checksum of a header, to go on with over the payload.</summary>
    public static uint Begin(ReadOnlySpan<byte> header) => Checksum(0, header[..ChecksumAt]);

    /// <summary>Goes on with a CRC-32C.</summary>
    public static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}
