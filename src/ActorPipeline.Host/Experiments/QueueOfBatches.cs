using System.Collections.Concurrent;
using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Sources;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Experiments;

/// <summary>The tutorial's second experiment: a FIFO queue of 5 batches, filled by 2 threads with half of the files each, drained by the trainer.</summary>
internal sealed class QueueOfBatches(ExperimentSetup setup) : IExperiment
{
    private const int Capacity = 5;
    private const int Threads = 2;

    public string Name => "queue";

    public string Description => $"{Threads} threads fill a queue of {Capacity} batches, the trainer drains it";

    public async Task RunAsync(ITrainerFactory factory)
    {
        using var queue = new BlockingCollection<MiniBatch>(Capacity); // first in, first out
        using var stop = new CancellationTokenSource();
        // Besides those in the queue, a thread that fills it holds one at most, and so does the trainer.
        Enumeration[] halves = [.. Halves().Select(half => new Enumeration(half, Capacity + 2, createSlot: setup.CreateSlot(factory)))];
        try
        {
            var filling = Task.WhenAll(halves.Select(half => OwnThread.Run(() => Fill(queue, half, stop))));
            var closing = filling.ContinueWith(_ => queue.CompleteAdding(), TaskScheduler.Default);
            try
            {
                await OwnThread.Run(() => Train(queue, factory, halves[0].Schema.Layout));
            }
            finally
            {
                await stop.CancelAsync();
                await closing;
                while (queue.TryTake(out var left))
                    left.ReturnMemory();
            }
            await filling;
        }
        finally
        {
            foreach (var half in halves)
                half.Dispose();
        }
    }

    // Every other file for each thread; one file is for one thread.
    private IEnumerable<PipelineSettings> Halves() => setup.Pipeline.Data.ListFiles()
        .GroupBy(file => file.Index % Threads, file => Glob.Escape(file.Path))
        .Select(paths => setup.Pipeline with { Data = setup.Pipeline.Data with { Files = [.. paths] } });

    private void Train(BlockingCollection<MiniBatch> queue, ITrainerFactory factory, RowLayout layout)
    {
        using var trainer = factory.Create(setup.ContextFor(layout));
        foreach (var batch in queue.GetConsumingEnumerable().Take(setup.Pipeline.Shuffle.MaxSteps ?? int.MaxValue))
        {
            trainer.Step(batch);
            batch.ReturnMemory();
        }
    }

    private static void Fill(BlockingCollection<MiniBatch> queue, Enumeration batches, CancellationTokenSource stop)
    {
        try
        {
            while (batches.Next() is { } batch)
                Add(batch);
        }
        catch (OperationCanceledException)
        {
            // the trainer has all that it wants, or another thread has failed, and its failure is the one to tell
        }
        catch
        {
            stop.Cancel();
            throw;
        }

        void Add(MiniBatch batch)
        {
            try
            {
                queue.Add(batch, stop.Token);
            }
            catch (OperationCanceledException)
            {
                batch.ReturnMemory();
                throw;
            }
        }
    }
}
