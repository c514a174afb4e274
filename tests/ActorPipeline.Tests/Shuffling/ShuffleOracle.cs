using ActorPipeline.Flow;
using ActorPipeline.Shuffling;

namespace ActorPipeline.Tests.Shuffling;

/// <summary>The shuffle and the batches as DESIGN says them, over plain lists.</summary>
internal static class ShuffleOracle
{
    public static List<RowOrigin[]> Batches(InventedRows data, ShuffleBuffer.Settings settings)
    {
        var random = Xoshiro256.FromSeed(settings.Seed);
        var epochs = Enumerable.Range(0, settings.Epochs!.Value).Select(e => data.InLogicalOrder(e, settings.Interleave));
        IEnumerable<RowOrigin>[] inputs = settings.Boundary == EpochBoundary.Drain ? [.. epochs] : [epochs.SelectMany(e => e)];
        return [.. inputs
            .SelectMany(input => Shuffled(input, settings, random).Chunk(settings.BatchSize))
            .Where(batch => batch.Length == settings.BatchSize || settings.AllowSmallerFinalBatch)
            .Take(settings.MaxSteps ?? int.MaxValue)];
    }

    private static List<RowOrigin> Shuffled(IEnumerable<RowOrigin> input, ShuffleBuffer.Settings settings, Xoshiro256 random)
    {
        var rows = new Queue<RowOrigin>(input);
        var (waiting, left) = (new List<RowOrigin>(), new List<RowOrigin>());
        for (var wanted = settings.MinAfterDequeue + 1; rows.Count + waiting.Count > 0; wanted = 2)
        {
            for (; wanted > 0 && waiting.Count < settings.Capacity && rows.Count > 0; wanted--)
                waiting.Add(rows.Dequeue());
            var drawn = random.Below(waiting.Count);
            left.Add(waiting[drawn]);
            waiting[drawn] = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
        }
        return left;
    }
}
