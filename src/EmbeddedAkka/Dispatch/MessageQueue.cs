using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>A lock-free queue of messages: many threads append, one at a time takes.</summary>
/// <remarks>
/// A chain of segments, each an array whose places are claimed by counting up, and used once. What a message costs is its place
/// alone. A segment that fills while an older one is still being emptied is followed by one twice as long: an idle actor keeps a
/// short one, and a long queue does not become a long chain, which the garbage collector would have to follow link by link.
/// </remarks>
internal sealed class MessageQueue
{
    private const int ShortestSegment = 8;
    private const int LongestSegment = 2048;

    private Segment _head;
    private Segment _tail;
    private int _taken;

    internal MessageQueue() => _head = _tail = new Segment(ShortestSegment);

    internal bool IsEmpty
    {
        get
        {
            var (head, taken) = (_head, _taken);
            if (taken < head.Places.Length)
                return taken >= Volatile.Read(ref head.Claimed);
            return Volatile.Read(ref head.Next) is not { } next || Volatile.Read(ref next.Claimed) == 0;
        }
    }

    internal void Enqueue(object message, IActorRef? sender)
    {
        while (true)
        {
            var segment = Volatile.Read(ref _tail);
            var place = Interlocked.Increment(ref segment.Claimed) - 1;
            if (place < segment.Places.Length)
            {
                ref var envelope = ref segment.Places[place];
                envelope.Sender = sender;
                Volatile.Write(ref envelope.Message, message);
                return;
            }
            Interlocked.CompareExchange(ref _tail, After(segment), segment);
        }
    }

    internal bool TryDequeue(out Envelope envelope)
    {
        if (_taken == _head.Places.Length)
        {
            if (Volatile.Read(ref _head.Next) is not { } next)
            {
                envelope = default;
                return false;
            }
            Volatile.Write(ref _head, next);
            _taken = 0;
        }
        ref var place = ref _head.Places[_taken];
        if (Volatile.Read(ref place.Message) is null)
        {
            if (_taken >= Volatile.Read(ref _head.Claimed))
            {
                envelope = default;
                return false;
            }
            // An appender stands between its claim and its message: a matter of instructions.
            var spin = new SpinWait();
            while (Volatile.Read(ref place.Message) is null)
                spin.SpinOnce(sleep1Threshold: -1);
        }
        envelope = place;
        place = default;
        _taken++;
        return true;
    }

    private Segment After(Segment full)
    {
        if (Volatile.Read(ref full.Next) is { } there)
            return there;
        var lags = Volatile.Read(ref _head) != full;
        var next = new Segment(lags ? Math.Min(2 * full.Places.Length, LongestSegment) : full.Places.Length);
        return Interlocked.CompareExchange(ref full.Next, next, null) ?? next;
    }

    private sealed class Segment(int length)
    {
        internal readonly Envelope[] Places = new Envelope[length];

        /// <summary>Places that appenders have claimed; beyond the length by those who came too late.</summary>
        internal int Claimed;

        internal Segment? Next;
    }
}
