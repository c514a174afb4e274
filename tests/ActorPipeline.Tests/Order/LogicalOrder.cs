namespace ActorPipeline.Tests.Order;

/// <summary>The logical order of blocks, plainly: a row of hands, each with one split at a time.</summary>
internal static class LogicalOrder
{
    /// <summary>The blocks of one epoch in logical order.</summary>
    /// <param name="splits">The epoch's splits, and how many blocks each has.</param>
    /// <param name="interleave">Hands.</param>
    public static IEnumerable<(long Split, int Index)> Of(IEnumerable<(long Split, int Blocks)> splits, int interleave)
    {
        var notBegun = new Queue<(long Split, int Blocks)>(splits);
        var hands = new List<Queue<(long, int)>>();
        while (hands.Count < interleave && notBegun.Count > 0)
            hands.Add(Blocks(notBegun.Dequeue()));
        while (hands.Count > 0)
        {
            for (var hand = 0; hand < hands.Count; hand++)
            {
                yield return hands[hand].Dequeue();
                if (hands[hand].Count == 0 && notBegun.Count > 0)
                    hands[hand] = Blocks(notBegun.Dequeue());
            }
            hands.RemoveAll(h => h.Count == 0);
        }
    }

    private static Queue<(long, int)> Blocks((long Split, int Blocks) split) => new(Enumerable.Range(0, split.Blocks).Select(i => (split.Split, i)));
}
