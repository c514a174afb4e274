using ActorPipeline.Data;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Memory;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage C: record block -> row block. The rows of a block that does not fit into one row buffer come in parts: the first at once, since its
/// credit came with the block, and each other one when the part before it has been consumed. So a block needs one row buffer at a time,
/// whatever its records decode to.
/// </summary>
public static class Decoder
{
    /// <summary>From whoever consumed a part that is not its block's last: the next one may come.</summary>
    public sealed record Continue(RunId Run, long Split, int Index);

    /// <summary>Nothing more of a split is wanted.</summary>
    public sealed record Abandon(RunId Run, long Split);

    /// <summary>How decoders decode.</summary>
    /// <param name="Decoders">Decoders to start.</param>
    /// <param name="Format">What the records look like.</param>
    /// <param name="RowBlockBytes">Bytes of a row buffer at most; it has room for one row at least.</param>
    public sealed record Settings(int Decoders, CsvFormat Format, int RowBlockBytes);

    /// <summary>The stage's actor. Props for one actor only: with them goes what one life of it leaves to the next.</summary>
    /// <param name="decoder">Decodes.</param>
    /// <param name="shuffleBuffer">Who takes the rows.</param>
    /// <param name="memory">Where their memory comes from.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="backoff">How long it waits after a failure.</param>
    public static Props Props(IRowDecoder decoder, IActorRef shuffleBuffer, RowMemory memory, StageMeter meter, Backoff backoff)
    {
        var (core, open, restarts) = (new DecoderCore(decoder, memory), new OpenBlocks(), new Restarts(backoff));
        return Akka.Actor.Props.Create(() => new DecoderActor(core, shuffleBuffer, meter, open, restarts));
    }

    /// <summary>The pools that row blocks are made of.</summary>
    /// <param name="Rows">Row buffers.</param>
    /// <param name="Offsets">The offsets of their records.</param>
    /// <param name="RowsEach">Rows of a row buffer.</param>
    public sealed record RowMemory(BufferPool<byte> Rows, BufferPool<long> Offsets, int RowsEach)
    {
        /// <summary>Pools for so many blocks.</summary>
        /// <param name="blocks">Blocks on their way at the same time.</param>
        /// <param name="blockBytes">Bytes of a block of records.</param>
        /// <param name="rowBlockBytes">Bytes of a row buffer at most.</param>
        /// <param name="schema">How records become rows.</param>
        public static RowMemory For(int blocks, int blockBytes, int rowBlockBytes, IRecordSchema schema)
        {
            var rows = Math.Clamp(rowBlockBytes / schema.Layout.RowBytes, 1, schema.MaxRows(blockBytes));
            return new(new("row blocks", blocks, rows * schema.Layout.RowBytes), new("row offsets", blocks, rows), rows);
        }
    }
}
