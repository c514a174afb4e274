using System.Diagnostics;

namespace ActorPipeline.Cluster.Trust;

/// <summary>Counts strangers who were refused, and tells of the first one at once and of the others now and then: a flood must not fill the log.</summary>
/// <param name="port">What they came to, in the words of the log.</param>
/// <param name="tell">Takes a line.</param>
public sealed class RejectionLog(string port, Action<string> tell)
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _told;
    private long? _toldAt;

    /// <summary>All of them.</summary>
    public long Count { get; private set; }

    /// <summary>One more was refused.</summary>
    /// <param name="who">Where it came from.</param>
    /// <param name="why">What was wrong with it.</param>
    public void Add(string who, string why)
    {
        long since;
        lock (_lock)
        {
            Count++;
            if (_toldAt is { } at && Stopwatch.GetElapsedTime(at) < _silence)
                return;
            (since, _told, _toldAt) = (Count - _told, Count, Stopwatch.GetTimestamp());
        }
        tell(since == 1 ? $"{port}: refused {who}: {why}" : $"{port}: refused {since} connections, {Count} in all, the last from {who}: {why}");
    }
}
