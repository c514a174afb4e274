using ActorPipeline.Memory;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>Readers and decoders of this machine.</summary>
public sealed class LocalFeed : IFeed
{
    /// <inheritdoc/>
    public FeedStages Start(FeedContext context)
    {
        var (run, settings, supervisor, meters) = (context.Run, context.Settings, context.Supervisor, context.Meters);
        var (reader, decoder, backoff) = (settings.Reader, settings.Decoder, settings.Supervisor.Backoff);
        var blocks = reader.SplitsInFlight * reader.Window;
        var lines = new BufferPool<byte>("line blocks", blocks, reader.BlockBytes);
        var rows = Decoder.RowMemory.For(blocks, reader.BlockBytes, decoder.RowBlockBytes, context.Schema);

        (meters.Reader.Actors, meters.Decoder.Actors) = (reader.Readers, decoder.Decoders);
        var decoders = Many(decoder.Decoders, "decoder", () => Decoder.Props(
            context.Schema.CreateDecoder(), context.ShuffleBuffer, rows, meters.Decoder, backoff));
        var rate = new ReadRate(reader.BytesPerSecond);
        var readers = Many(reader.Readers, "reader", () => LineReader.Props(
            run, reader, context.Enumerator, decoders, lines, rate, meters.Reader, backoff));
        return new([readers, decoders], [.. readers, .. decoders], [lines, rows.Rows, rows.Offsets]);

        IActorRef[] Many(int count, string name, Func<Props> props) =>
            [.. Enumerable.Range(1, count).Select(number => supervisor.ActorOf(props(), $"{name}-{number}"))];
    }
}
