using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// An actor's queues and the word that says whether it may run. User messages wait in <see cref="MessageQueue"/>, unstashed
/// ones in front of it; system messages in a stack of their own, taken all at once and reversed.
/// </summary>
/// <remarks>
/// One word holds everything that decides about running: bit 0 scheduled or running, bit 1 closed, above that the number of
/// suspensions. Whoever sets bit 0 hands the mailbox to the dispatcher; only the running thread touches the front and takes
/// messages. Once closed nobody runs any more: late messages go to dead letters by the thread that sent them, under a lock.
/// </remarks>
internal sealed class Mailbox(ActorCell cell, MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    private const int Scheduled = 1;
    private const int Closed = 2;
    private const int OneSuspension = 4;

    private readonly MessageQueue _queue = new();
    private StashedMessage? _front;
    private SystemMessage? _system;
    private int _status;

    internal MessageDispatcher Dispatcher => dispatcher;

    internal bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    internal bool IsSuspended => Volatile.Read(ref _status) >= OneSuspension;

    private bool HasUserMessages => _front is not null || !_queue.IsEmpty;

    internal void Post(object message, IActorRef? sender)
    {
        _queue.Enqueue(message, sender);
        var status = Volatile.Read(ref _status);
        if (status == 0)
            ScheduleIfIdle(system: false);
        else if ((status & Closed) != 0)
            DrainToDeadLetters();
    }

    internal void PostSystem(SystemMessage message)
    {
        Push(message);
        if (IsClosed)
            DrainToDeadLetters();
        else
            ScheduleIfIdle(system: true);
    }

    /// <summary>Appends before the actor is started, when nobody may run it yet.</summary>
    internal void Push(SystemMessage message)
    {
        SystemMessage? head;
        do
        {
            head = Volatile.Read(ref _system);
            message.Next = head;
        }
        while (Interlocked.CompareExchange(ref _system, message, head) != head);
    }

    internal void Start() => ScheduleIfIdle(system: true);

    /// <summary>Puts messages, linked in their order, before all that wait. Only for the running thread.</summary>
    internal void Prepend(StashedMessage first, StashedMessage last)
    {
        last.Next = _front;
        _front = first;
    }

    internal void Suspend() => Interlocked.Add(ref _status, OneSuspension);

    internal void Resume()
    {
        if (IsSuspended)
            Interlocked.Add(ref _status, -OneSuspension);
    }

    /// <summary>Ends delivery for good and sends what still waits to dead letters. Only for the running thread.</summary>
    internal void Close()
    {
        Interlocked.Or(ref _status, Closed);
        DrainToDeadLetters();
    }

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>Runs the actor for one turn: all system messages, and user messages up to the dispatcher's throughput.</summary>
    internal void Run()
    {
        var previous = ActorCell.Enter(cell);
        try
        {
            HandleSystemMessages();
            HandleUserMessages();
        }
        finally
        {
            ActorCell.Leave(previous);
            Interlocked.And(ref _status, ~Scheduled);
            if (Volatile.Read(ref _system) is not null)
            {
                if (IsClosed)
                    DrainToDeadLetters();
                else
                    ScheduleIfIdle(system: true);
            }
            else if (Volatile.Read(ref _status) == 0 && HasUserMessages)
            {
                ScheduleIfIdle(system: false);
            }
        }
    }

    private void HandleUserMessages()
    {
        var left = dispatcher.Throughput;
        var deadline = dispatcher.ThroughputDeadlineTicks;
        var until = deadline > 0 ? Stopwatch.GetTimestamp() + deadline : long.MaxValue;
        while (left-- > 0 && Volatile.Read(ref _status) == Scheduled && TryDequeue(out var envelope))
        {
            cell.Invoke(envelope);
            HandleSystemMessages();
            if (deadline > 0 && Stopwatch.GetTimestamp() > until)
                return;
        }
    }

    private void HandleSystemMessages()
    {
        while (Volatile.Read(ref _system) is not null && !IsClosed)
        {
            var message = TakeSystemMessages();
            while (message is not null)
            {
                var next = message.Next;
                message.Next = null;
                if (IsClosed)
                    DeadLetterActorRef.Undelivered(message);
                else
                    cell.SystemInvoke(message);
                message = next;
            }
        }
    }

    private bool TryDequeue(out Envelope envelope)
    {
        if (_front is not { } stashed)
            return _queue.TryDequeue(out envelope);
        _front = stashed.Next;
        envelope = stashed.Envelope;
        return true;
    }

    /// <summary>Takes all system messages, oldest first.</summary>
    private SystemMessage? TakeSystemMessages()
    {
        var newest = Interlocked.Exchange(ref _system, null);
        SystemMessage? oldest = null;
        while (newest is not null)
            (newest.Next, oldest, newest) = (oldest, newest, newest.Next);
        return oldest;
    }

    private void ScheduleIfIdle(bool system)
    {
        var status = Volatile.Read(ref _status);
        while ((status & (Scheduled | Closed)) == 0 && (system || status == 0))
        {
            var seen = Interlocked.CompareExchange(ref _status, status | Scheduled, status);
            if (seen == status)
            {
                dispatcher.Execute(this);
                return;
            }
            status = seen;
        }
    }

    /// <summary>The lock makes several late senders one taker; publishing happens outside of it, for it may lead to other mailboxes.</summary>
    private void DrainToDeadLetters()
    {
        while (TryTakeAfterClose(out var envelope))
            cell.SystemImpl.DeadLetterRef.Undelivered(envelope.Message!, envelope.Sender, cell.Self);
        var message = TakeSystemMessages();
        while (message is not null)
        {
            var next = message.Next;
            DeadLetterActorRef.Undelivered(message);
            message = next;
        }
    }

    private bool TryTakeAfterClose(out Envelope envelope)
    {
        lock (_queue)
            return TryDequeue(out envelope);
    }
}
