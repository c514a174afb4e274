using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Settings;
using ActorPipeline.Sources;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// Stage B: split -> line blocks. A reader asks the file enumerator for one split at a time, reads it block by block within
/// the split's window, and deals the blocks out to the decoders in turn. It reads at most one split ahead of those whose
/// blocks have all been released, so what it has on the way is bounded by two windows.
/// </summary>
public static class LineReader
{
    /// <summary>Splits of one reader that may be on their way: the one being read and one that has been.</summary>
    public const int SplitsInFlight = 2;

    /// <summary>From the shuffle buffer: this many blocks of a split have been consumed; as many more may come.</summary>
    public sealed record Request(RunId Run, long Split, int Count);

    /// <summary>No further block of the split is wanted: from the shuffle buffer, when all of them have been consumed.</summary>
    public sealed record Released(RunId Run, long Split);

    /// <summary>How a reader reads.</summary>
    /// <param name="Readers">Readers to start.</param>
    /// <param name="BlockBytes">Bytes of a block at most.</param>
    /// <param name="Window">Blocks of one split that may be on their way.</param>
    /// <param name="BytesPerSecond">What all readers of a node read at most; null: as much as they can.</param>
    public sealed record Settings(int Readers, int BlockBytes, int Window, long? BytesPerSecond = null)
    {
        /// <summary>Splits of all readers that may be on their way.</summary>
        public int SplitsInFlight => Readers * LineReader.SplitsInFlight;
    }

    /// <summary>The stage's actor. Props for one actor only: with them goes what one life of it leaves to the next.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">How it reads.</param>
    /// <param name="enumerator">Who gives splits.</param>
    /// <param name="decoders">Who takes the blocks, in turn.</param>
    /// <param name="pool">Where the blocks' memory comes from.</param>
    /// <param name="rate">Holds all readers of a node to what they may read together.</param>
    /// <param name="meter">What the stage has done.</param>
    /// <param name="backoff">How long it waits after a failure.</param>
    public static Props Props(RunId run, Settings settings, IActorRef enumerator, IReadOnlyList<IActorRef> decoders, BufferPool<byte> pool,
        ReadRate rate, StageMeter meter, Backoff backoff)
    {
        var (core, restarts) = (new LineReaderCore(settings.Window), new Restarts(backoff));
        return Akka.Actor.Props.Create(() => new LineReaderActor(run, settings, enumerator, decoders, pool, rate, meter, core, restarts))
            .WithDispatcher(ReferenceConf.BlockingDispatcher);
    }
}
