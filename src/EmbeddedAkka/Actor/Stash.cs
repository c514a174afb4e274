using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Has a stash.</summary>
public interface IActorStash
{
    /// <summary>Set by the engine before the first message.</summary>
    IStash Stash { get; set; }
}

/// <summary>Asks for a stash without limit.</summary>
public interface IWithUnboundedStash : IActorStash;

/// <summary>Puts messages aside for later. At a restart or the actor's end all go back to the mailbox.</summary>
public interface IStash
{
    /// <summary>Puts aside the message that is being handled.</summary>
    /// <exception cref="IllegalActorStateException">It was put aside already.</exception>
    void Stash();

    /// <summary>Returns the oldest to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Returns all to the front of the mailbox, in the order in which they were put aside.</summary>
    void UnstashAll();
}

internal sealed class ActorStash(ActorCell cell) : IStash
{
    private StashedMessage? _first;
    private StashedMessage? _last;
    private long _lastNumber;

    public void Stash()
    {
        var envelope = cell.CurrentEnvelope;
        if (envelope.Message is null)
            throw new IllegalActorStateException("There is no message to stash.");
        if (cell.MessageNumber == _lastNumber)
            throw new IllegalActorStateException($"Can't stash the same message {envelope.Message} more than once");
        var stashed = new StashedMessage(envelope);
        if (_last is null)
            _first = stashed;
        else
            _last.Next = stashed;
        (_last, _lastNumber) = (stashed, cell.MessageNumber);
    }

    public void Unstash()
    {
        if (_first is not { } oldest)
            return;
        _first = oldest.Next;
        if (_first is null)
            _last = null;
        cell.Mailbox.Prepend(oldest, oldest);
    }

    public void UnstashAll()
    {
        if (_first is null)
            return;
        cell.Mailbox.Prepend(_first, _last!);
        _first = _last = null;
    }
}
