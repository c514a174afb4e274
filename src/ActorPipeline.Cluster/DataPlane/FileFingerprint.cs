using ActorPipeline.Data;
using ActorPipeline.Errors;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>What tells whether two nodes see the same file under one path, without reading all of it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="LastWrite">Time of the last change, UTC.</param>
/// <param name="Ends">CRC-32C of the first and the last 4 KiB.</param>
internal sealed record FileFingerprint(long Length, DateTime LastWrite, uint Ends)
{
    private const int EndBytes = 4096;

    /// <summary>The print of a file as it is now.</summary>
    /// <exception cref="PipelineException">It cannot be read.</exception>
    public static FileFingerprint Of(string path) => FileFailure.Guard(path, () =>
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var memory = new byte[2 * EndBytes];
        var first = RandomAccess.Read(file, memory.AsSpan(0, EndBytes), 0);
        var last = RandomAccess.Read(file, memory.AsSpan(first, EndBytes), Math.Max(0, length - EndBytes));
        return new FileFingerprint(length, File.GetLastWriteTimeUtc(path), FrameHeader.Checksum(0, memory.AsSpan(0, first + last)));
    });

    /// <summary>The print of a file, which must be as it was when the run started.</summary>
    /// <exception cref="PipelineException">It has changed, or cannot be read.</exception>
    public static FileFingerprint Of(DataFile file) => Of(file.Path) is var print && print.Length == file.Length && print.LastWrite == file.LastWrite
        ? print
        : throw new PipelineException(FailureKind.File, $"{file.Path}: the file has changed since the run started");

    /// <summary>What is different in the file that another node sees; null: nothing.</summary>
    public string? DifferenceTo(FileFingerprint here) =>
        Length != here.Length ? $"expected {Length} bytes, found {here.Length}"
        : LastWrite != here.LastWrite ? FormattableString.Invariant($"expected a file last changed {LastWrite:O}, found {here.LastWrite:O}")
        : Ends != here.Ends ? $"expected first and last kilobytes with the checksum {Ends:x8}, found {here.Ends:x8}"
        : null;
}
