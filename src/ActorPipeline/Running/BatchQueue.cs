using System.Threading.Channels;
using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// Between the consumer that brings batches and the readers that take them, on any threads: who takes a batch owns it, and gives it back
/// here. It is never full, since the consumer requests no more batches than may exist.
/// </summary>
/// <param name="from">Where the run goes on; null: it begins.</param>
internal sealed class BatchQueue(PipelineCursor? from)
{
    private readonly Channel<MiniBatch> _batches = Channel.CreateUnbounded<MiniBatch>();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private IActorRef _consumer = ActorRefs.Nobody;
    private PipelineCursor? _begin;
    private PipelineCursor? _cursor = from;
    private bool _isComplete;

    /// <summary>Where the stream is after the last batch taken; before the first one, where the run goes on.</summary>
    public PipelineCursor? Cursor
    {
        get
        {
            lock (_gate)
                return _cursor;
        }
    }

    /// <summary>Completes when nobody waits for a batch any more: a reader has come to the end, or the queue is closed.</summary>
    public Task Done => _done.Task;

    /// <summary>The consumer has started.</summary>
    /// <param name="consumer">Who learns of what comes back.</param>
    /// <param name="begin">Where the stream is before its first batch.</param>
    public void Open(IActorRef consumer, Checkpoint begin)
    {
        lock (_gate)
            (_consumer, _begin) = (consumer, PipelineCursor.At(begin));
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
        _done.TrySetResult();
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
        _done.TrySetResult();
        return null;
    }

    /// <summary>Gives back a batch that was taken.</summary>
    public void Return(MiniBatch batch)
    {
        batch.ReturnMemory();
        lock (_gate)
            if (_isComplete)
                return;
        _consumer.Tell(Consumer.Returned.Instance);
    }
}
