using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Checkpoints;

/// <summary>
/// Writes checkpoints while the run goes on. The consumer hands over one at a time, and another one only when it has learnt that
/// the last is on the disk: so there is never more than one copy of the weights.
/// </summary>
public static class CheckpointWriter
{
    /// <summary>From the consumer: keep this. Its memory is the writer's until <see cref="Written"/>.</summary>
    /// <param name="Checkpoint">What to keep.</param>
    /// <param name="IsBest">No checkpoint before it was as good.</param>
    public sealed record Write(Checkpoint Checkpoint, bool IsBest = false);

    /// <summary>To the consumer: the checkpoint of this step is on the disk.</summary>
    public sealed record Written(long Step);

    /// <summary>When checkpoints are taken, and where they go.</summary>
    /// <param name="Folder">Where they go; null: there are none.</param>
    /// <param name="Every">Steps from one to the next.</param>
    /// <param name="Keep">How many to keep, at least 1.</param>
    /// <param name="Resume">Go on from the latest.</param>
    /// <param name="Dispatcher">Where the writer runs; it blocks.</param>
    public sealed record Settings(string? Folder, int Every, int Keep, bool Resume, string Dispatcher)
    {
        /// <summary>Reads these settings.</summary>
        public static Settings From(SettingsReader reader)
        {
            var folder = reader.Text("checkpoint.dir");
            var resume = reader.Flag("checkpoint.resume");
            if (resume && folder.Length == 0)
                throw SettingsReader.Wrong("checkpoint.resume", "off, or a folder of checkpoints in checkpoint.dir", "on");
            return new(folder.Length == 0 ? null : folder, reader.Integer("checkpoint.every", min: 1), reader.Integer("checkpoint.keep", min: 1),
                resume, reader.Dispatcher("checkpoint.dispatcher"));
        }
    }

    /// <summary>The actor.</summary>
    /// <param name="settings">Where checkpoints go.</param>
    /// <param name="folder">The folder.</param>
    public static Props Props(Settings settings, CheckpointFolder folder) =>
        Akka.Actor.Props.Create(() => new CheckpointWriterActor(folder, settings.Keep)).WithDispatcher(settings.Dispatcher);
}

/// <summary><see cref="CheckpointWriter.Write"/> -> <see cref="CheckpointWriter.Written"/>.</summary>
internal sealed class CheckpointWriterActor : ReceiveActor
{
    public CheckpointWriterActor(CheckpointFolder folder, int keep) => Receive<CheckpointWriter.Write>(write =>
    {
        folder.Write(write.Checkpoint, keep);
        if (write.IsBest)
            folder.WriteBest(write.Checkpoint);
        Sender.Tell(new CheckpointWriter.Written(write.Checkpoint.Cursor.Steps));
    });
}
