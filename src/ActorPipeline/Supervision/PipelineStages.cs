using ActorPipeline.Checkpoints;
using ActorPipeline.Consuming;
using ActorPipeline.Decoding;
using ActorPipeline.Enumerating;
using ActorPipeline.Flow;
using ActorPipeline.Reading;
using ActorPipeline.Settings;
using ActorPipeline.Shuffling;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Supervision;

/// <summary>The stages of one run that know the data's shape, in the order of the flow, and the memory between them.</summary>
internal sealed record PipelineStages(
    IActorRef[] Readers, IActorRef[] Decoders, IActorRef ShuffleBuffer, IActorRef Consumer, IActorRef? CheckpointWriter, PipelineBuffers Buffers)
{
    /// <summary>Starts them as children of the supervisor, each with the references that it sends to.</summary>
    /// <exception cref="PipelineException">The settings do not fit the data, or a dispatcher cannot be made.</exception>
    public static PipelineStages Start(IActorContext supervisor, RunId run, PipelineSettings settings, IActorRef enumerator,
        FileEnumerator.Opened opened, ConsumerProps consumer, PipelineMeters meters, Checkpoint? from)
    {
        var identity = StreamIdentity.Of(settings, opened.Files);
        from?.Expect(identity);
        var (reader, decoder, shuffle, backoff) = (settings.Reader, settings.Decoder, settings.Shuffle, settings.Supervisor.Backoff);
        shuffle = shuffle with { CursorAtEpochs = consumer.CursorAtEpochs && settings.Checkpoint.Folder is not null };
        var shape = decoder.Format.ShapeOf(opened.FirstRecord.Span);
        var buffers = PipelineBuffers.For(settings, shape, consumer.CreateSlot);
        meters.BytesHeld = buffers.Bytes;
        try
        {
            var shuffleBuffer = supervisor.ActorOf(Shuffling.ShuffleBuffer.Props(
                run, shuffle, shape, opened.SplitsPerEpoch, reader.Window, buffers.Batches, meters.Shuffle,
                from is null ? null : (from.Cursor, new RowRestorer(opened.Files, decoder.Format, shape, reader.BlockBytes))), "shuffle-buffer");
            var writer = settings.Checkpoint.Folder is { } folder
                ? supervisor.ActorOf(Checkpoints.CheckpointWriter.Props(settings.Checkpoint, new CheckpointFolder(folder)), "checkpoints")
                : null;
            var consumerProps = consumer.Create(new ConsumerContext(
                run, opened.Files, shape.Features, shuffle.Batches, shuffleBuffer, supervisor.Self, meters.Trainer)
            {
                Checkpoints = writer is null ? null : new(writer, identity, settings.Training),
                Begin = from ?? Checkpoint.Of(identity, StreamCursor.Begin(shuffle, opened.SplitsPerEpoch)),
                From = from,
            });
            var decoders = Many(decoder.Decoders, "decoder", () => Decoder.Props(
                decoder.Format, shape, shuffleBuffer, buffers.Rows, meters.Decoder, backoff));
            var readers = Many(reader.Readers, "reader", () => LineReader.Props(
                run, reader, enumerator, decoders, buffers.Lines, meters.Reader, backoff));
            return new(readers, decoders, shuffleBuffer, supervisor.ActorOf(consumerProps, "consumer"), writer, buffers);
        }
        catch (ConfigurationException e)
        {
            throw new PipelineException(FailureKind.Settings, e.Message, e);
        }

        IActorRef[] Many(int count, string name, Func<Props> props) =>
            [.. Enumerable.Range(1, count).Select(number => supervisor.ActorOf(props(), $"{name}-{number}"))];
    }

    /// <summary>Whether an actor is one of those that feed the shuffle buffer.</summary>
    public bool IsBeforeShuffle(IActorRef actor, IActorRef enumerator) =>
        actor.Equals(enumerator) || Readers.Contains(actor) || Decoders.Contains(actor);
}
