namespace Akka.Cluster.Membership;

/// <summary>
/// Who watches whom: each node the next ones in a ring, whose order has nothing to do with that of addresses, so that a rack does not watch
/// itself.
/// </summary>
internal static class HeartbeatRing
{
    /// <param name="self">The watching node.</param>
    /// <param name="others">All other members.</param>
    /// <param name="unreachable">
    /// Those of them that do not count, for nobody can tell whether they watch; they are watched in addition.
    /// </param>
    /// <param name="count">How many to watch.</param>
    internal static IEnumerable<UniqueAddress> Watched(
        UniqueAddress self, IEnumerable<UniqueAddress> others, IReadOnlySet<UniqueAddress> unreachable, int count)
    {
        var own = Place(self);
        foreach (var node in others.OrderBy(node => unchecked(Place(node) - own)).ThenBy(node => node))
        {
            if (count == 0)
                yield break;
            if (!unreachable.Contains(node))
                count--;
            yield return node;
        }
    }

    /// <summary>The same in every process.</summary>
    private static uint Place(UniqueAddress node)
    {
        var place = 2166136261u;
        foreach (var letter in $"{node.Address}#{node.Uid}")
            place = (place ^ letter) * 16777619u;
        return place;
    }
}
