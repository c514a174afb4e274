using System.Text.Json;
using ActorPipeline.Data;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>The body of a request for the blocks of a split, as JSON.</summary>
/// <param name="Run">The run.</param>
/// <param name="Lease">The lease; no other request of the run has the same.</param>
/// <param name="Path">The file, as the trainer's node names it.</param>
/// <param name="Fingerprint">What the file looks like there.</param>
/// <param name="DataStart">Bytes before its first record.</param>
/// <param name="Start">First byte of the split.</param>
/// <param name="End">One past its last.</param>
/// <param name="FromIndex">The first block.</param>
/// <param name="FromOffset">Where it starts; null: at the split's first line.</param>
internal sealed record LeaseRequest(
    long Run, long Lease, string Path, FileFingerprint Fingerprint, long DataStart, long Start, long End, int FromIndex, long? FromOffset)
{
    /// <summary>The longest body, in bytes.</summary>
    public const int LongestBody = 32 * 1024;

    /// <summary>The request for a lease.</summary>
    public static LeaseRequest For(long lease, Split split, FileFingerprint fingerprint) => new(split.Run.Value, lease, split.File.Path, fingerprint,
        split.File.DataStart, split.Start, split.End, split.From?.Index ?? 0, split.From?.Offset);

    /// <summary>
    /// The split, with the lease's number as its place in the order: the worker does not know the order, and a split may be leased again.
    /// </summary>
    public Split ToSplit() => new(new RunId(Run), Lease, 0, new DataFile(0, Path, Fingerprint.Length, Fingerprint.LastWrite, DataStart), Start, End)
    {
        From = FromOffset is { } offset ? new BlockStart(FromIndex, offset) : null,
    };

    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="InvalidDataException">It is not a valid request.</exception>
    public static LeaseRequest Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<LeaseRequest>(body) is { Path.Length: > 0, Fingerprint: not null } request
                && request.DataStart >= 0 && request.Start >= request.DataStart && request.End >= request.Start
                && request.Fingerprint.Length >= request.End && request.FromIndex >= 0
                && request.FromOffset is null or >= 0 && request.FromOffset is null == (request.FromIndex == 0)
                ? request
                : throw new InvalidDataException("expected a lease of a range of a file");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("expected a lease as JSON", e);
        }
    }
}
