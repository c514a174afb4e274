using ActorPipeline.Data;
using ActorPipeline.Formats;
using ActorPipeline.Memory;
using ActorPipeline.Sources;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>A block whose records are being decoded, part by part.</summary>
internal sealed class OpenBlock(RecordBlock block)
{
    public RecordBlock Block => block;

    /// <summary>The next part's place in the block, 0-based.</summary>
    public int Part { get; private set; }

    /// <summary>Bytes of the block that are decoded.</summary>
    public int Decoded { get; private set; }

    /// <summary>All of it is decoded.</summary>
    public bool IsDone => Part > 0 && Decoded == block.Length;

    /// <summary>A part was decoded.</summary>
    public void Advance(int bytes) => (Part, Decoded) = (Part + 1, Decoded + bytes);
}

/// <summary>Decodes the parts of blocks, each into row buffers of its own.</summary>
/// <param name="decoder">The format's.</param>
/// <param name="memory">Where row buffers come from.</param>
internal sealed class DecoderCore(IRowDecoder decoder, Decoder.RowMemory memory)
{
    private readonly Dictionary<DataFile, LineNumbers> _lines = [];

    /// <summary>The next part of a block.</summary>
    /// <param name="open">The block.</param>
    /// <param name="owner">Who is asked for the part behind it.</param>
    /// <exception cref="Errors.PipelineException">There is a bad record, and its file cannot be read to count its lines.</exception>
    public RowBlock Decode(OpenBlock open, IActorRef owner)
    {
        var block = open.Block;
        Pooled<byte[]>? rows = null;
        Pooled<long[]>? offsets = null;
        try
        {
            rows = memory.Rows.Rent();
            offsets = memory.Offsets.Rent();
            var decoded = decoder.Decode(block.Records[open.Decoded..], block.Offset + open.Decoded, rows.Value, offsets.Value);
            var bad = Locate(block, decoded.Flaws);
            var (part, isLastPart) = (open.Part, open.Decoded + decoded.Consumed == block.Length);
            open.Advance(decoded.Consumed);
            return new RowBlock(block.Split, block.Index, part, isLastPart, isLastPart && !block.IsLast ? block.Offset + block.Length : null,
                decoded.Rows, rows, offsets, decoded.BlankLines, bad, block.Reader, owner);
        }
        catch
        {
            rows?.Return();
            offsets?.Return();
            throw;
        }
    }

    private IReadOnlyList<BadRecord> Locate(RecordBlock block, IReadOnlyList<Flaw> flaws)
    {
        if (flaws.Count == 0)
            return [];
        var file = block.Split.File;
        if (!_lines.TryGetValue(file, out var lines))
            _lines.Add(file, lines = new LineNumbers(file));
        var (at, line) = (flaws[0].Offset, lines.At(flaws[0].Offset));
        var bad = new List<BadRecord>(flaws.Count);
        foreach (var (offset, column, reason) in flaws)
        {
            line += block.Records[(int)(at - block.Offset)..(int)(offset - block.Offset)].Count((byte)'\n');
            at = offset;
            bad.Add(new(offset, line, column, reason));
        }
        return bad;
    }
}
