using ActorPipeline.Formats.Csv;
using ActorPipeline.Memory;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage C: line block -> row block. One row block for each line block, at once: the credit came with the block. A decoder
/// keeps nothing, so a restart takes the block up again that it failed on.
/// </summary>
public static class Decoder
{
    /// <summary>How decoders decode.</summary>
    /// <param name="Decoders">Decoders to start.</param>
    /// <param name="Format">What the lines look like.</param>
    public sealed record Settings(int Decoders, CsvFormat Format);

    /// <summary>The stage's actor. Props for one actor only: with them goes how often it has failed.</summary>
    /// <param name="format">What the lines look like.</param>
    /// <param name="shape">How their fields become rows.</param>
    /// <param name="shuffleBuffer">Who takes the rows.</param>
    /// <param name="memory">Where their memory comes from.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="backoff">How long it waits after a failure.</param>
    public static Props Props(CsvFormat format, RecordShape shape, IActorRef shuffleBuffer, RowMemory memory, StageMeter meter,
        Backoff backoff)
    {
        var (decoder, restarts) = (new CsvDecoder(format, shape), new Restarts(backoff));
        return Akka.Actor.Props.Create(() => new DecoderActor(decoder, shuffleBuffer, memory, meter, restarts));
    }

    /// <summary>The pools that row blocks are made of.</summary>
    /// <param name="Values">Rows.</param>
    /// <param name="Offsets">The offsets of their lines.</param>
    public sealed record RowMemory(BufferPool<float> Values, BufferPool<long> Offsets)
    {
        /// <summary>Pools for so many blocks of so many bytes of text each.</summary>
        public static RowMemory For(int blocks, int blockBytes, CsvFormat format, RecordShape shape)
        {
            var rows = new CsvDecoder(format, shape).MaxRows(blockBytes);
            return new(new("row blocks", blocks, rows * shape.RowLength), new("row offsets", blocks, rows));
        }
    }
}
