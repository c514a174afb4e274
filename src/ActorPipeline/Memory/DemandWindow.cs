namespace ActorPipeline.Memory;

/// <summary>
/// The receiver's side of backpressure: a window of units that may be under way or held. What has been consumed is asked
/// for again once it makes up half of the window, so that requests stay few and the sender never runs dry.
/// </summary>
public sealed class DemandWindow(int size)
{
    private int _consumed;

    /// <summary>Units in the window; what the first request asks for.</summary>
    public int Size { get; } = size > 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "A window holds at least 1 unit.");

    /// <summary>Accounts for one unit consumed; returns how many to request now, 0 for none yet.</summary>
    public int Consume()
    {
        if (++_consumed < (Size + 1) / 2)
            return 0;
        var request = _consumed;
        _consumed = 0;
        return request;
    }
}
