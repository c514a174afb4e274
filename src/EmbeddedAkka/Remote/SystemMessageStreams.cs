namespace Akka.Remote;

/// <summary>System messages on their way to one incarnation of a node, kept until that has said that it has them.</summary>
/// <param name="limit">How many may wait.</param>
internal sealed class SystemMessageOutbox<T>(int limit)
{
    private readonly Queue<(long Number, T Message)> _pending = [];
    private long _lastNumber;

    internal bool IsEmpty => _pending.Count == 0;

    /// <summary>True when more wait than may: the other has been silent for too long.</summary>
    internal bool IsOverfull => _pending.Count > limit;

    internal IEnumerable<(long Number, T Message)> Pending => _pending;

    /// <summary>Takes a message; the first has the number 1.</summary>
    internal long Add(T message)
    {
        _pending.Enqueue((++_lastNumber, message));
        return _lastNumber;
    }

    /// <summary>The other has all up to this number.</summary>
    internal void Acknowledge(long number)
    {
        while (_pending.TryPeek(out var oldest) && oldest.Number <= number)
            _pending.Dequeue();
    }

    /// <summary>Begins anew, with another incarnation.</summary>
    internal void Reset()
    {
        _pending.Clear();
        _lastNumber = 0;
    }
}

/// <summary>The other end: each message once, in order, however often it comes.</summary>
internal sealed class SystemMessageInbox
{
    /// <summary>All up to this one have been accepted; what is to be acknowledged.</summary>
    internal long Last { get; private set; }

    /// <summary>False for what came before, and for what comes too early: that will come again.</summary>
    internal bool Accept(long number)
    {
        if (number != Last + 1)
            return false;
        Last = number;
        return true;
    }
}
