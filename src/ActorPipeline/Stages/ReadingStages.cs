using ActorPipeline.Data;
using ActorPipeline.Formats;
using ActorPipeline.Memory;
using ActorPipeline.Sources;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>Stages B and C of one node, wired, with the memory between them.</summary>
/// <param name="Readers">The readers.</param>
/// <param name="Decoders">The decoders.</param>
/// <param name="Memory">What they rent.</param>
internal sealed record ReadingStages(IActorRef[] Readers, IActorRef[] Decoders, IReadOnlyList<IPool> Memory)
{
    /// <summary>Starts them.</summary>
    /// <param name="parent">Where the actors are made.</param>
    /// <param name="run">The run.</param>
    /// <param name="reader">How readers read.</param>
    /// <param name="decoders">How many decoders.</param>
    /// <param name="rowBlockBytes">Bytes of a row buffer at most.</param>
    /// <param name="schema">How records become rows.</param>
    /// <param name="enumerator">Who gives splits.</param>
    /// <param name="shuffleBuffer">Who takes the rows.</param>
    /// <param name="backoff">How long an actor waits after a failure.</param>
    /// <param name="meters">What the stages have done.</param>
    public static ReadingStages Start(IActorRefFactory parent, RunId run, LineReader.Settings reader, int decoders, int rowBlockBytes,
        IRecordSchema schema, IActorRef enumerator, IActorRef shuffleBuffer, Backoff backoff, PipelineMeters meters)
    {
        var blocks = reader.SplitsInFlight * reader.Window;
        var records = new BufferPool<byte>("line blocks", blocks, reader.BlockBytes);
        var rows = Decoder.RowMemory.For(blocks, reader.BlockBytes, rowBlockBytes, schema);
        var rate = new ReadRate(reader.BytesPerSecond);

        (meters.Reader.Actors, meters.Decoder.Actors) = (reader.Readers, decoders);
        var decoding = Many(decoders, "decoder", () => Decoder.Props(schema.CreateDecoder(), shuffleBuffer, rows, meters.Decoder, backoff));
        var reading = Many(reader.Readers, "reader", () => LineReader.Props(run, reader, enumerator, decoding, records, rate, meters.Reader, backoff));
        return new(reading, decoding, [records, rows.Rows, rows.Offsets]);

        IActorRef[] Many(int count, string name, Func<Props> props) =>
            [.. Enumerable.Range(1, count).Select(number => parent.ActorOf(props(), $"{name}-{number}"))];
    }
}
