using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Consuming;

/// <summary>
/// SHA-256 over the batches in stream order: of each its row count (int32), its features (row-major float32) and its labels
/// (float32), all little-endian. Two streams with the same hash are the same, bit for bit.
/// </summary>
public sealed class StreamHash : IBatchObserver
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of what has been observed: 64 hexadecimal digits, lower case.</summary>
    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Begin(ConsumerContext context)
    {
        // the hash needs nothing but the batches
    }

    /// <inheritdoc/>
    public void Observe(MiniBatch batch)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, batch.Count);
        _hash.AppendData(count);
        AppendFloats(batch.Features);
        AppendFloats(batch.Labels);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void AppendFloats(ReadOnlySpan<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The stream hash is defined over little-endian floats; this machine is big-endian.");
        _hash.AppendData(MemoryMarshal.AsBytes(values));
    }
}
