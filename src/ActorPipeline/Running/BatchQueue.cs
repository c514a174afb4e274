using System.Threading.Channels;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// Between the actor that brings batches and the readers that take them, on any threads: who takes a batch owns it, and gives it back
/// here. It is never full, since the actor requests no more batches than may exist.
/// </summary>
/// <param name="from">Where the run goes on; null: it begins.</param>
internal sealed class BatchQueue(PipelineCursor? from)
{
    private readonly Channel<MiniBatch> _batches = Channel.CreateUnbounded<MiniBatch>();
    private readonly Lock _gate = new();
    private IActorRef _feed = ActorRefs.Nobody;
    private PipelineCursor? _begin;
    private PipelineCursor? _cursor = from;
    private bool _isComplete;
    private bool _isDone;

    /// <summary>Where the stream is after the last batch taken; before the first one, where the run goes on.</summary>
    public PipelineCursor? Cursor
    {
        get
        {
            lock (_gate)
                return _cursor;
        }
    }

    /// <summary>Nobody waits for a batch any more: a reader has come to the end, or the queue is closed.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _isDone;
        }
    }

    /// <summary>The actor has started.</summary>
    /// <param name="feed">Who learns of what comes back.</param>
    /// <param name="begin">Where the stream is before its first batch.</param>
    public void Open(IActorRef feed, Checkpoint begin)
    {
        lock (_gate)
            (_feed, _begin) = (feed, PipelineCursor.At(begin));
    }

    /// <summary>Puts a batch in. Nobody takes one any more where the end has been reached: its memory is returned then.</summary>
    public void Add(MiniBatch batch)
    {
        if (!_batches.Writer.TryWrite(batch))
            batch.ReturnMemory();
    }

    /// <summary>No batch comes any more; those that are here may be taken.</summary>
    public void Complete()
    {
        lock (_gate)
            _isComplete = true;
        _batches.Writer.TryComplete();
    }

    /// <summary>Nobody takes a batch any more: those that are here are returned.</summary>
    public void Close()
    {
        Complete();
        while (_batches.Reader.TryRead(out var batch))
            batch.ReturnMemory();
        Done();
    }

    /// <summary>Takes the next batch; null: there is none any more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<MiniBatch?> TakeAsync(CancellationToken stop)
    {
        while (await _batches.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            lock (_gate)
            {
                if (!_batches.Reader.TryRead(out var batch))
                    continue;
                _cursor = (_cursor ?? _begin!).After(batch);
                return batch;
            }
        }
        Done();
        return null;
    }

    /// <summary>Gives back a batch that was taken.</summary>
    public void Return(MiniBatch batch)
    {
        batch.ReturnMemory();
        lock (_gate)
            if (_isComplete)
                return;
        _feed.Tell(BatchFeed.Returned.Instance);
    }

    private void Done()
    {
        lock (_gate)
        {
            if (_isDone)
                return;
            _isDone = true;
        }
        _feed.Tell(BatchFeed.Done.Instance);
    }
}
