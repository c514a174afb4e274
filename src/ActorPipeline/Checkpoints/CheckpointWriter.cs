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
    public sealed record Settings(
        [Setting("checkpoint.dir", SettingKind.Run, "path", Otherwise = "", Option = "--checkpoint-dir", OptionValue = "DIR")]
        string? Folder,
        [Setting("checkpoint.every", SettingKind.Run, "steps", Min = 1, Max = 1_000_000_000, Option = "--checkpoint-every")]
        int Every,
        [Setting("checkpoint.keep", SettingKind.Run, "checkpoints", Min = 1, Max = 10_000)]
        int Keep,
        [Setting("checkpoint.resume", SettingKind.Run, "on/off", Option = "--resume")]
        bool Resume) : IValidated
    {
        /// <inheritdoc/>
        public void Validate()
        {
            if (Resume && Folder is null)
                throw SettingsReader.Wrong(this, nameof(Resume), "off, or a folder of checkpoints in checkpoint.dir");
        }
    }

    /// <summary>The actor.</summary>
    /// <param name="settings">Where checkpoints go.</param>
    /// <param name="folder">The folder.</param>
    public static Props Props(Settings settings, CheckpointFolder folder) =>
        Akka.Actor.Props.Create(() => new CheckpointWriterActor(folder, settings.Keep)).WithDispatcher(ReferenceConf.BlockingDispatcher);
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
