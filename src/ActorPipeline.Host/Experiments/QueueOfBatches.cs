using System.Collections.Concurrent;
using ActorPipeline.Data;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>The tutorial's second experiment: a FIFO queue of 5 batches, filled by 2 threads, drained by the trainer.</summary>
internal sealed class QueueOfBatches(ExperimentSetup setup) : IExperiment
{
    private const int Capacity = 5;
    private const int Threads = 2;

    public string Name => "queue";

    public string Description => $"{Threads} threads fill a queue of {Capacity} batches, the trainer drains it";

    public async Task RunAsync(ITrainerFactory factory)
    {
        using var records = new RecordReader(setup.Pipeline);
        var context = setup.ContextFor(records.Shape.Features);
        // Besides those in the queue, each thread that fills it holds one at most, and so does the trainer.
        using var memory = BatchMemory.For(Capacity + Threads + 1, context.BatchSize, context.Features,
            (_, _) => factory.CreateSlot(context));
        using var queue = new BlockingCollection<MiniBatch>(Capacity); // first in, first out
        using var stop = new CancellationTokenSource();
        var filling = Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => OwnThread.Run(() => Fill(queue, records, memory, stop))));
        var closing = filling.ContinueWith(_ => queue.CompleteAdding(), TaskScheduler.Default);
        try
        {
            await OwnThread.Run(() =>
            {
                using var trainer = factory.Create(context);
                foreach (var batch in queue.GetConsumingEnumerable())
                {
                    trainer.Step(batch);
                    batch.ReturnMemory();
                }
            });
        }
        finally
        {
            await stop.CancelAsync();
            await closing;
        }
        await filling;
    }

    private void Fill(BlockingCollection<MiniBatch> queue, RecordReader records, BatchMemory memory, CancellationTokenSource stop)
    {
        var maker = new BatchMaker(records, setup.Pipeline.Decoder.Format, memory);
        try
        {
            while (maker.Next() is { } batch)
                queue.Add(batch, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // another thread has failed, and its failure is the one to tell
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }
}
