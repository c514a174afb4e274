using System.Diagnostics;
using ActorPipeline.Data;
using ActorPipeline.Stages;

namespace ActorPipeline.Host.Progress;

/// <summary>How far the consumer is: written on its thread, read on any.</summary>
/// <param name="begin">Learns what the run is about, before the first batch.</param>
/// <param name="from">Where the run goes on; null: it begins.</param>
internal sealed class RunCounters(Action<ConsumerContext> begin, StreamCursor? from = null) : IBatchHandler
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _firstBatch, _rows;
    private long _steps = from?.Steps ?? 0;
    private int _lastBatchSize = from?.LastBatchSize ?? 0;
    private int _epoch;

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>From the begin of the run to its first batch; null before that.</summary>
    public TimeSpan? ToFirstBatch => Volatile.Read(ref _firstBatch) is > 0 and var first ? Stopwatch.GetElapsedTime(_start, first) : null;

    /// <summary>The step that the run goes on from; null: it begins.</summary>
    public long? ResumedFromStep => from?.Steps;

    /// <summary>Rows up to the last step, also of the runs that this one goes on from.</summary>
    public long RowsOfTheStream => (from?.Rows ?? 0) + Rows;

    /// <summary>Steps done, also by the runs that this one goes on from.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>Rows of this run's own steps.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Rows in the last of them.</summary>
    public int LastBatchSize => Volatile.Read(ref _lastBatchSize);

    /// <summary>The epoch, 0-based, of the last row seen.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    public void Begin(ConsumerContext context) => begin(context);

    public void Handle(MiniBatch batch)
    {
        if (_firstBatch == 0)
            Volatile.Write(ref _firstBatch, Stopwatch.GetTimestamp());
        Volatile.Write(ref _epoch, batch.Origins[^1].Epoch);
    }

    /// <summary>A step is done.</summary>
    public void Step(long number, int rows)
    {
        Volatile.Write(ref _steps, number);
        Volatile.Write(ref _rows, _rows + rows);
        Volatile.Write(ref _lastBatchSize, rows);
    }
}
