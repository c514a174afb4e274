using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>A lock-free queue of linked nodes: many threads append, one at a time takes.</summary>
/// <remarks>Taking node n makes it the new placeholder and hands out the old placeholder, refilled, so a node lives exactly from append to handling.</remarks>
internal sealed class MessageQueue
{
    private MailboxNode _placeholder = new(null, null);
    private MailboxNode _last;

    internal MessageQueue() => _last = _placeholder;

    internal bool IsEmpty => ReferenceEquals(Volatile.Read(ref _last), _placeholder);

    internal void Enqueue(object message, IActorRef? sender)
    {
        var node = new MailboxNode(message, sender);
        Volatile.Write(ref Interlocked.Exchange(ref _last, node).Next, node);
    }

    internal MailboxNode? TryDequeue()
    {
        var taken = _placeholder;
        var next = Volatile.Read(ref taken.Next);
        if (next is null)
        {
            if (IsEmpty)
                return null;
            // An appender stands between its exchange and its link: a matter of instructions.
            var spin = new SpinWait();
            while ((next = Volatile.Read(ref taken.Next)) is null)
                spin.SpinOnce(sleep1Threshold: -1);
        }
        _placeholder = next;
        taken.Next = null;
        taken.Message = next.Message;
        taken.Sender = next.Sender;
        next.Message = null;
        next.Sender = null;
        return taken;
    }
}
