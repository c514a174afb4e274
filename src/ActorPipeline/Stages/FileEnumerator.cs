using ActorPipeline.Data;
using ActorPipeline.Order;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage A: files -> epoch order -> splits. Finds the files once, tells its owner what it found, and then hands out the splits
/// of every epoch in logical order, one for each request.
/// </summary>
public static class FileEnumerator
{
    /// <summary>To the owner, once: the files are found.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Files">Every file, in ordinal order of the paths.</param>
    /// <param name="FirstRecord">The first record of the first file that has one, without its line end.</param>
    /// <param name="SplitsPerEpoch">Splits in each epoch.</param>
    public sealed record Opened(RunId Run, IReadOnlyList<DataFile> Files, ReadOnlyMemory<byte> FirstRecord, long SplitsPerEpoch);

    /// <summary>From a reader: one more split, please. Answered by a <see cref="Split"/> or by <see cref="EndOfSplits"/>.</summary>
    public sealed record Request(RunId Run);

    /// <summary>There is no further split in this run; also the answer to every later request, and to those of another run.</summary>
    public sealed record EndOfSplits(RunId Run);

    /// <summary>The stage's actor.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">What defines the order.</param>
    /// <param name="owner">Who learns of <see cref="Opened"/>.</param>
    /// <param name="from">Where in the order to go on; null: at the begin.</param>
    public static Props Props(RunId run, EpochSettings settings, IActorRef owner, SequencerState? from = null) =>
        Akka.Actor.Props.Create(() => new FileEnumeratorActor(run, settings, owner, from));
}
