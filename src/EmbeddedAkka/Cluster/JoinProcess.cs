using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What to do next for this node to become a member.</summary>
/// <param name="Kind">What.</param>
/// <param name="To">Whom to ask; null where it is nobody.</param>
internal readonly record struct JoinStep(JoinStepKind Kind, Address? To = null);

internal enum JoinStepKind
{
    /// <summary>Ask a seed whether it is a member.</summary>
    AskSeed,

    /// <summary>Ask a member to be made one.</summary>
    AskToJoin,

    /// <summary>Found a cluster.</summary>
    JoinSelf,

    /// <summary>It has taken too long.</summary>
    GiveUp,
}

/// <summary>
/// The way into a cluster. Seeds are asked until one of them says that it is a member; that one is asked to join. Only the first of the
/// seeds, when no other answers, founds a cluster, so that there are never two. Times are readings of one clock.
/// </summary>
internal sealed class JoinProcess(Address self, ClusterSettings settings)
{
    private static readonly TimeSpan _askAgain = TimeSpan.FromSeconds(1);

    private IReadOnlyList<Address> _seeds = [];
    private Address? _host;
    private TimeSpan _began;
    private TimeSpan _asked;

    internal bool IsRunning { get; private set; }

    internal IEnumerable<JoinStep> BeginWithSeeds(IReadOnlyList<Address> seeds, TimeSpan now)
    {
        (_seeds, _host, _began, IsRunning) = (seeds, null, now, seeds.Count > 0);
        return seeds.Count > 0 && seeds.All(seed => seed == self) ? [new JoinStep(JoinStepKind.JoinSelf)] : AskSeeds(now);
    }

    internal IEnumerable<JoinStep> BeginAt(Address host, TimeSpan now)
    {
        (_seeds, _began, IsRunning) = ([], now, true);
        return host == self ? [new JoinStep(JoinStepKind.JoinSelf)] : Ask(host, now);
    }

    /// <summary>A seed is a member; the first that says so is taken.</summary>
    internal IEnumerable<JoinStep> Acknowledged(Address seed, TimeSpan now) =>
        IsRunning && _host is null && _seeds.Contains(seed) ? Ask(seed, now) : [];

    internal IEnumerable<JoinStep> Tick(TimeSpan now)
    {
        if (!IsRunning)
            return [];
        if (_seeds.Count > 0 && settings.ShutdownAfterUnsuccessfulJoin is { } patience && now - _began >= patience)
            return [new JoinStep(JoinStepKind.GiveUp)];
        if (_host is not null)
        {
            if (settings.RetryJoinAfter is not { } retry || now - _asked < retry)
                return [];
            // The seed may have gone meanwhile, and another be there.
            return _seeds.Count > 0 ? AskSeeds(now) : Ask(_host, now);
        }
        if (_seeds[0] == self && now - _began >= settings.SeedNodeTimeout)
            return [new JoinStep(JoinStepKind.JoinSelf)];
        return now - _asked >= _askAgain ? AskSeeds(now) : [];
    }

    internal void End() => IsRunning = false;

    private IEnumerable<JoinStep> AskSeeds(TimeSpan now)
    {
        (_host, _asked) = (null, now);
        return _seeds.Where(seed => seed != self).Select(seed => new JoinStep(JoinStepKind.AskSeed, seed));
    }

    private IEnumerable<JoinStep> Ask(Address host, TimeSpan now)
    {
        (_host, _asked) = (host, now);
        return [new JoinStep(JoinStepKind.AskToJoin, host)];
    }
}
