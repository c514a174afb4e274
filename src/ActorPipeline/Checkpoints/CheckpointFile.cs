using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Checkpoints;

/// <summary>
/// The stored form of a <see cref="Checkpoint"/>; all numbers are little-endian:
/// <list type="number">
/// <item>the eight characters <c>APCHECKP</c>, and int32 version</item>
/// <item>sections, each: its name (UTF-8, its length in bytes before it as a varint), int64 length, that many bytes.
/// <c>stream</c> is JSON: the identity, the training settings and the cursor. <c>rows</c> is int32 drawn, int32 waiting, and so many origins: epoch,
/// file and offset as varints. Every other section is the part of that name</item>
/// <item>a section with an empty name and no bytes: the end</item>
/// <item>SHA-256 of all before it</item>
/// </list>
/// A varint has 7 bits in each byte, the lowest first, and the highest bit set in all bytes but the last.
/// </summary>
public static class CheckpointFile
{
    private const string Magic = "APCHECKP";
    private const int Version = 3;
    private const string StreamSection = "stream";
    private const string RowsSection = "rows";

    /// <summary>Writes a checkpoint under a temporary name, and gives it its own name only when all of it is on the disk.</summary>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public static void Write(string path, Checkpoint checkpoint) => FileFailure.Guard(path, () =>
    {
        var temporary = TemporaryName(path);
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                Write(file, checkpoint);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary); // what fits on a full disk is no use to anybody
            throw;
        }
    });

    /// <summary>Writes a checkpoint to any stream.</summary>
    public static void Write(Stream stream, Checkpoint checkpoint)
    {
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
            WriteContent(hashed, checkpoint);
        stream.Write(hash.Hash);
    }

    /// <summary>The name that a checkpoint has until it is whole.</summary>
    public static string TemporaryName(string path) => path + ".tmp";

    /// <summary>Whether a file begins as a checkpoint does.</summary>
    /// <exception cref="PipelineException">It cannot be read.</exception>
    public static bool Is(string path) => FileFailure.Guard(path, () =>
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[Magic.Length];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(Encoding.ASCII.GetBytes(Magic));
    });

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="PipelineException">It cannot be read, is no checkpoint, is of another version, or is damaged; the message names it.</exception>
    public static Checkpoint Read(string path) => Read(path, FileFailure.Guard(path, () => File.ReadAllBytes(path)));

    /// <summary>Reads a checkpoint from the bytes of one.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="bytes">All bytes.</param>
    /// <exception cref="PipelineException">It is no checkpoint, is of another version, or is damaged.</exception>
    public static Checkpoint Read(string name, byte[] bytes)
    {
        if (bytes.Length < Magic.Length || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Encoding.ASCII.GetBytes(Magic)))
            throw Refused(name, "it is no checkpoint of ActorPipeline");
        var content = bytes.Length - SHA256.HashSizeInBytes;
        if (content < Magic.Length || !SHA256.HashData(bytes.AsSpan(0, content)).AsSpan().SequenceEqual(bytes.AsSpan(content)))
            throw Refused(name, "it is damaged: its checksum is not that of its contents");
        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, content - Magic.Length));
        var version = reader.ReadInt32();
        return version == Version ? ReadSections(reader) : throw Refused(name, $"it has version {version}, expected {Version}");
    }

    private static PipelineException Refused(string name, string why) => new(FailureKind.File, $"{name}: {why}.");

    private static void WriteContent(Stream stream, Checkpoint checkpoint)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(Version);
        Section(StreamSection, JsonSerializer.SerializeToUtf8Bytes(new Head(checkpoint.Stream, checkpoint.Training, checkpoint.Cursor)));
        Section(RowsSection, Rows(checkpoint.Cursor));
        foreach (var (part, bytes) in checkpoint.Parts)
            Section(part, bytes);
        Section("", ReadOnlyMemory<byte>.Empty);

        void Section(string name, ReadOnlyMemory<byte> bytes)
        {
            writer.Write(name);
            writer.Write((long)bytes.Length);
            writer.Flush();
            stream.Write(bytes.Span);
        }
    }

    private static Checkpoint ReadSections(BinaryReader reader)
    {
        var sections = new Dictionary<string, ReadOnlyMemory<byte>>();
        while (reader.ReadString() is { Length: > 0 } name)
            sections.Add(name, reader.ReadBytes(checked((int)reader.ReadInt64())));
        sections.Remove(StreamSection, out var head);
        sections.Remove(RowsSection, out var rows);
        var (stream, training, cursor) = JsonSerializer.Deserialize<Head>(head.Span)!;
        return new Checkpoint(stream, WithRows(cursor, rows), sections) { Training = training };
    }

    private static ReadOnlyMemory<byte> Rows(StreamCursor cursor)
    {
        var rows = new MemoryStream();
        using var writer = new BinaryWriter(rows);
        writer.Write(cursor.Drawn.Count);
        writer.Write(cursor.Waiting.Count);
        foreach (var (epoch, file, offset) in cursor.Drawn.Concat(cursor.Waiting))
        {
            writer.Write7BitEncodedInt(epoch);
            writer.Write7BitEncodedInt(file);
            writer.Write7BitEncodedInt64(offset);
        }
        writer.Flush();
        return rows.GetBuffer().AsMemory(0, (int)rows.Length);
    }

    private static StreamCursor WithRows(StreamCursor cursor, ReadOnlyMemory<byte> rows)
    {
        using var reader = new BinaryReader(new MemoryStream(rows.ToArray()));
        var (drawn, waiting) = (reader.ReadInt32(), reader.ReadInt32());
        return cursor with { Drawn = Origins(drawn), Waiting = Origins(waiting) };

        RowOrigin[] Origins(int count)
        {
            var origins = new RowOrigin[count];
            foreach (ref var origin in origins.AsSpan())
                origin = new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64());
            return origins;
        }
    }

    private sealed record Head(StreamIdentity Stream, IReadOnlyList<SettingValue> Training, StreamCursor Cursor);
}
