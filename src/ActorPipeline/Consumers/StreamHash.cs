using System.Buffers.Binary;
using System.Text;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;

namespace ActorPipeline.Consumers;

/// <summary>
/// SHA-256 over the batches in stream order: of each its row count (int32), then field after field in the order of the layout, of all rows;
/// all little-endian. Two streams with the same hash are the same, bit for bit.
/// </summary>
public sealed class StreamHash : IBatchHandler, ICheckpointed
{
    private readonly Sha256 _hash = new();

    /// <summary>The hash of the stream, also of what was observed before a resume: 64 hexadecimal digits, lower case.</summary>
    public string Value => Convert.ToHexStringLower(_hash.Current());

    /// <inheritdoc/>
    public string Part => "stream-hash";

    /// <inheritdoc/>
    /// <exception cref="PipelineException">The checkpoint does not know the hash of what came before it.</exception>
    public void Begin(ConsumerContext context)
    {
        if (context.From is not { } from)
            return;
        using var state = from.Open(Part) ?? throw new PipelineException(FailureKind.Settings,
            $"The checkpoint of step {from.Cursor.Steps} was written without a stream hash, so the hash of the whole stream cannot be told.");
        _hash.Load(new BinaryReader(state));
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _hash.Save(writer);
    }

    /// <inheritdoc/>
    public void Handle(MiniBatch batch)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, batch.Count);
        _hash.Append(count);
        for (var field = 0; field < batch.Layout.Fields.Count; field++)
            _hash.Append(batch[field].Bytes);
    }
}
