using System.Diagnostics;

namespace ActorPipeline.Telemetry;

/// <summary>What one stage has done so far, over all its actors; safe to read and write from any thread. Derive to see it happen.</summary>
public class StageMeter(string stage)
{
    private long _rows, _bytes, _busy;

    /// <summary>The stage's name.</summary>
    public string Stage { get; } = stage;

    /// <summary>Actors that it has, on all nodes; the time they are busy is summed over them.</summary>
    public int Actors { get; internal set; } = 1;

    /// <summary>Rows that left it.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Bytes of files, or of memory, that left it.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Time spent working, summed over its actors.</summary>
    public TimeSpan BusyTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _busy));

    /// <summary>Accounts for output.</summary>
    public virtual void Count(long rows = 0, long bytes = 0)
    {
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Accounts for time that it was busy elsewhere.</summary>
    public void CountBusy(TimeSpan time) => Interlocked.Add(ref _busy, (long)(time.TotalSeconds * Stopwatch.Frequency));

    /// <summary>The stage is busy until the result is disposed.</summary>
    public virtual BusyScope Busy() => new(this, Stopwatch.GetTimestamp());

    /// <summary>A stretch of work.</summary>
    public readonly struct BusyScope(StageMeter meter, long start) : IDisposable
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => Interlocked.Add(ref meter._busy, Stopwatch.GetTimestamp() - start);
    }
}

/// <summary>The meters of all stages of one run.</summary>
public sealed class PipelineMeters
{
    /// <summary>B.</summary>
    public StageMeter Reader { get; init; } = new("reader");

    /// <summary>C.</summary>
    public StageMeter Decoder { get; init; } = new("decoder");

    /// <summary>D and E.</summary>
    public StageMeter Shuffle { get; init; } = new("shuffle");

    /// <summary>F.</summary>
    public StageMeter Trainer { get; init; } = new("trainer");

    /// <summary>Nodes that have worked for the run, the trainer's among them.</summary>
    public int Nodes { get; internal set; } = 1;

    /// <summary>Leases of splits that were taken back from a worker, or given to a second one.</summary>
    public long LeasesReassigned { get; internal set; }

    /// <summary>Bytes of all pipeline buffers, the bound on the pipeline's memory; 0 until they are made, before the first batch.</summary>
    public long BytesHeld { get; internal set; }
}
