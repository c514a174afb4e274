using ActorPipeline.Data;
using ActorPipeline.Settings;
using Akka.Actor;

namespace ActorPipeline.Checkpoints;

/// <summary>What a consumer needs for checkpoints.</summary>
/// <param name="Writer">Who writes them.</param>
/// <param name="Stream">The identity of the stream.</param>
/// <param name="Training">The training settings.</param>
public sealed record CheckpointTarget(IActorRef Writer, StreamIdentity Stream, IReadOnlyList<SettingValue> Training);

/// <summary>
/// The consumer's side of a checkpoint: copies what everybody has to save, and hands the copy to the writer. The copies' memory is used
/// again once the writer is done with it.
/// </summary>
internal sealed class CheckpointMaker(CheckpointTarget target)
{
    private readonly Dictionary<string, MemoryStream> _copies = [];

    /// <summary>Takes a checkpoint. The next one may be taken when <see cref="CheckpointWriter.Written"/> has come.</summary>
    /// <param name="cursor">Where the stream is.</param>
    /// <param name="parts">Who has something to save, as it is after the same batch.</param>
    /// <param name="consumer">Who learns that it is on the disk.</param>
    /// <param name="isBest">It is to be kept as the best one too.</param>
    public void Take(StreamCursor cursor, IEnumerable<ICheckpointed> parts, IActorRef consumer, bool isBest)
    {
        foreach (var part in parts)
        {
            if (!_copies.TryGetValue(part.Part, out var copy))
                _copies.Add(part.Part, copy = new MemoryStream());
            copy.SetLength(0);
            part.Save(copy);
        }
        var copies = _copies.ToDictionary(c => c.Key, c => (ReadOnlyMemory<byte>)c.Value.GetBuffer().AsMemory(0, (int)c.Value.Length));
        target.Writer.Tell(new CheckpointWriter.Write(new Checkpoint(target.Stream, cursor, copies) { Training = target.Training }, isBest), consumer);
    }
}
