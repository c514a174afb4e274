using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Order;

namespace ActorPipeline.Tests.Order;

/// <summary>The shuffle and the batches as DESIGN says them, over plain lists.</summary>
internal static class ShuffleOracle
{
    public static List<RowOrigin[]> Batches(InventedRows data, ShuffleSettings settings)
    {
        var input = Enumerable.Range(0, settings.Epochs!.Value).SelectMany(e => data.InLogicalOrder(e, settings.Interleave));
        var shuffled = Shuffled(input, settings);
        IEnumerable<IEnumerable<RowOrigin>> apart = settings.Boundary == EpochBoundary.Drain ? shuffled.GroupBy(row => row.Epoch) : [shuffled];
        return [.. apart
            .SelectMany(rows => rows.Chunk(settings.BatchSize))
            .Where(batch => batch.Length == settings.BatchSize || settings.AllowSmallerFinalBatch)
            .Take(settings.MaxSteps ?? int.MaxValue)];
    }

    private static List<RowOrigin> Shuffled(IEnumerable<RowOrigin> input, ShuffleSettings settings)
    {
        var random = Xoshiro256.FromSeed(settings.Seed);
        var rows = new Queue<RowOrigin>(input);
        var (waiting, left) = (new List<RowOrigin>(), new List<RowOrigin>());
        var wanted = settings.MinAfterDequeue + 1;
        while (rows.Count + waiting.Count > 0)
        {
            for (; wanted > 0 && waiting.Count < settings.Capacity && rows.Count > 0; wanted--)
                waiting.Add(rows.Dequeue());
            // Where epochs are drained, only the oldest one's rows leave, and the others wait behind them.
            var isOpen = rows.Count > 0 && (settings.Boundary == EpochBoundary.Mix || rows.Peek().Epoch == waiting[0].Epoch);
            if (isOpen && waiting.Count <= settings.MinAfterDequeue)
            {
                wanted = settings.MinAfterDequeue + 1 - waiting.Count;
                continue;
            }
            var choice = settings.Boundary == EpochBoundary.Mix ? waiting.Count : waiting.Count(row => row.Epoch == waiting[0].Epoch);
            var drawn = random.Below(choice);
            left.Add(waiting[drawn]);
            waiting[drawn] = waiting[0];
            waiting.RemoveAt(0);
            wanted = left.Count < settings.BatchSize ? 1 : 2;
        }
        return left;
    }
}
