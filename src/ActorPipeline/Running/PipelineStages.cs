using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Order;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Running;

/// <summary>The stages of one run that know the data's layout, and the memory between them.</summary>
internal sealed record PipelineStages(
    FeedStages Feed, IActorRef ShuffleBuffer, IActorRef Consumer, IActorRef? CheckpointWriter, PipelineBuffers Buffers)
{
    /// <summary>All of them, in the order of the flow.</summary>
    public IEnumerable<IActorRef[]> InOrder =>
        [.. Feed.InOrder, [ShuffleBuffer], [Consumer], .. CheckpointWriter is null ? Array.Empty<IActorRef[]>() : [[CheckpointWriter]]];

    /// <summary>Starts them as children of the supervisor, each with the references that it sends to.</summary>
    /// <exception cref="PipelineException">The settings do not fit the data, or a dispatcher cannot be made.</exception>
    public static PipelineStages Start(IActorContext supervisor, RunId run, PipelineSettings settings, IActorRef enumerator,
        FileEnumerator.Opened opened, IFeed feed, ConsumerProps consumer, PipelineMeters meters, Checkpoint? from)
    {
        var identity = settings.IdentityOf(opened.Files);
        from?.Expect(identity);
        var (reader, decoder, shuffle) = (settings.Reader, settings.Decoder, settings.Shuffle);
        shuffle = shuffle with { CursorAtEpochs = consumer.CursorAtEpochs && settings.Checkpoint.Folder is not null };
        var schema = decoder.Format.SchemaOf(opened.FirstRecord.Span);
        var layout = schema.Layout;
        var batches = BatchMemory.For(shuffle.Batches, shuffle.BatchSize, layout, consumer.CreateSlot);
        try
        {
            var shuffleBuffer = supervisor.ActorOf(Stages.ShuffleBuffer.Props(
                run, shuffle, layout, opened.SplitsPerEpoch, reader.Window, batches, meters.Shuffle,
                from is null ? null : (from.Cursor, new RowRestorer(opened.Files, schema, reader.BlockBytes).ReadAsync)), "shuffle-buffer");
            var stages = feed.Start(new FeedContext(supervisor, run, settings, enumerator, opened.Files, schema, shuffleBuffer, meters));
            var buffers = new PipelineBuffers(stages.Memory, batches, ShuffleSlab.BytesFor(shuffle.Capacity, layout.RowBytes));
            meters.BytesHeld = buffers.Bytes;
            var writer = settings.Checkpoint.Folder is { } folder
                ? supervisor.ActorOf(Checkpoints.CheckpointWriter.Props(settings.Checkpoint, new CheckpointFolder(folder)), "checkpoints")
                : null;
            var consumerProps = consumer.Create(new ConsumerContext(
                run, opened.Files, layout, shuffle.Batches, shuffleBuffer, supervisor.Self, meters.Trainer)
            {
                Checkpoints = writer is null ? null : new(writer, identity, settings.Training),
                Begin = from ?? Checkpoint.Of(identity, ShuffleBufferCore.InitialCursor(shuffle, opened.SplitsPerEpoch)),
                From = from,
            });
            return new(stages, shuffleBuffer, supervisor.ActorOf(consumerProps, "consumer"), writer, buffers);
        }
        catch (ConfigurationException e)
        {
            throw new PipelineException(FailureKind.Settings, e.Message, e);
        }
    }

    /// <summary>Whether an actor is one of those that feed the shuffle buffer.</summary>
    public bool IsBeforeShuffle(IActorRef actor, IActorRef enumerator) =>
        actor.Equals(enumerator) || Feed.InOrder.Any(stage => stage.Contains(actor));
}
