using ActorPipeline.Checkpoints;
using ActorPipeline.Data;

namespace ActorPipeline.Stages;

/// <summary>
/// What takes the batches: it gets each of them once, in stream order. A consumer may have several, which get each batch in turn. All members
/// are called on the consumer's thread.
/// </summary>
/// <remarks>One that is <see cref="ICheckpointed"/> too is saved in each checkpoint, and finds its part again in <see cref="ConsumerContext.From"/>.</remarks>
public interface IBatchHandler
{
    /// <summary>
    /// It takes over the memory of each batch: it returns it, from any thread, and tells the <see cref="ConsumerContext.Consumer"/> so by a
    /// <see cref="Consumer.Returned"/>. Only the last handler of a consumer may. By default the consumer returns a batch when all have handled it.
    /// </summary>
    bool KeepsBatches => false;

    /// <summary>The first batch is about to come.</summary>
    /// <exception cref="Errors.PipelineException">It cannot take them; the run fails with this reason.</exception>
    void Begin(ConsumerContext context)
    {
        // a handler that needs to know nothing
    }

    /// <summary>One batch; its memory is valid until the return. An exception is the consumer's failure.</summary>
    void Handle(MiniBatch batch);

    /// <summary>Every batch has been handled, and the last checkpoint is on the disk. The supervisor learns what this returns once it has completed.</summary>
    /// <param name="consumed">The end, or what the handler before made of it.</param>
    Task<Consumed> Complete(Consumed consumed) => Task.FromResult(consumed);

    /// <summary>The consumer has stopped, also after a failure: releases what <see cref="Begin"/> made.</summary>
    void Stop()
    {
        // a handler that holds nothing
    }
}
