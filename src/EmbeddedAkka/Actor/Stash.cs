using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Has a stash.</summary>
public interface IActorStash
{
    /// <summary>Set by the engine before the first message.</summary>
    IStash Stash { get; set; }
}

/// <summary>Asks for a stash that holds as many messages as <see cref="Props.WithStashCapacity"/> says; without that, any number.</summary>
public interface IWithStash : IActorStash;

/// <summary>Asks for a stash without limit, whatever <see cref="Props.WithStashCapacity"/> says.</summary>
public interface IWithUnboundedStash : IActorStash;

/// <summary>Puts messages aside for later. At a restart or the actor's end all go back to the mailbox.</summary>
public interface IStash
{
    /// <summary>Puts aside the message that is being handled.</summary>
    /// <exception cref="IllegalActorStateException">It was put aside already.</exception>
    /// <exception cref="StashOverflowException">The stash holds as many as it may.</exception>
    void Stash();

    /// <summary>Returns the oldest to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Returns all to the front of the mailbox, in the order in which they were put aside.</summary>
    void UnstashAll();
}

/// <param name="cell">Whose messages it takes.</param>
/// <param name="capacity">How many it may hold; -1 for any number.</param>
internal sealed class ActorStash(ActorCell cell, int capacity) : IStash
{
    private StashedMessage? _first;
    private StashedMessage? _last;
    private long _lastNumber;
    private int _count;

    public void Stash()
    {
        var envelope = cell.CurrentEnvelope;
        if (envelope.Message is null)
            throw new IllegalActorStateException("There is no message to stash.");
        if (cell.MessageNumber == _lastNumber)
            throw new IllegalActorStateException($"Can't stash the same message {envelope.Message} more than once");
        if (_count == capacity)
            throw new StashOverflowException($"Can't stash {envelope.Message}: the stash of {cell.Self} holds {capacity} messages already, as many as it may.");
        var stashed = new StashedMessage(envelope);
        if (_last is null)
            _first = stashed;
        else
            _last.Next = stashed;
        (_last, _lastNumber) = (stashed, cell.MessageNumber);
        _count++;
    }

    public void Unstash()
    {
        if (_first is not { } oldest)
            return;
        _first = oldest.Next;
        if (_first is null)
            _last = null;
        _count--;
        Return(oldest, oldest);
    }

    public void UnstashAll()
    {
        if (_first is null)
            return;
        Return(_first, _last!);
        _first = _last = null;
        _count = 0;
    }

    private void Return(StashedMessage first, StashedMessage last)
    {
        for (var stashed = first; stashed is not null; stashed = stashed == last ? null : stashed.Next)
        {
            if (stashed.Envelope.Message is Terminated terminated)
                cell.ExpectAgain(terminated);
        }
        cell.Mailbox.Prepend(first, last);
    }
}
