using ActorPipeline.Stages;

namespace ActorPipeline.Running;

/// <summary>Readers and decoders of this machine.</summary>
public sealed class LocalFeed : IFeed
{
    /// <inheritdoc/>
    public FeedStages Start(FeedContext context)
    {
        var (settings, decoder) = (context.Settings, context.Settings.Decoder);
        var (readers, decoders, memory) = ReadingStages.Start(context.Supervisor, context.Run, settings.Reader, decoder.Decoders, decoder.RowBlockBytes,
            context.Schema, context.Enumerator, context.ShuffleBuffer, settings.Supervisor.Backoff, context.Meters);
        return new([readers, decoders], [.. readers, .. decoders], memory);
    }
}
