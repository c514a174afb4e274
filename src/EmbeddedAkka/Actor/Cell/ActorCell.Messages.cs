using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Handling of user messages and behaviours.</summary>
internal sealed partial class ActorCell
{
    private Receive? _behavior;
    private Stack<Receive>? _behaviors;
    private Envelope _current;
    private ActorStash? _stash;
    private TimerScheduler? _timers;
    private IdleTimer? _idleTimer;

    /// <summary>The message that is being handled, with its sender.</summary>
    internal Envelope CurrentEnvelope => _current;

    /// <summary>How many messages there were up to the current one: tells it from an equal one.</summary>
    internal long MessageNumber { get; private set; }

    internal object? CurrentMessage => _current.Message;

    public IActorRef Sender => _current.Sender ?? SystemImpl.DeadLetters;

    public TimeSpan? ReceiveTimeout => _idleTimer?.Timeout;

    public void Become(Receive receive) => _behavior = receive;

    public void BecomeStacked(Receive receive)
    {
        (_behaviors ??= new Stack<Receive>()).Push(_behavior!);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_behaviors is { Count: > 0 } below)
            _behavior = below.Pop();
        else
            _behavior = _actor!.InitialBehavior();
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handling(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handling(receive));

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _idleTimer?.Cancel();
        _idleTimer = timeout is { } length ? new IdleTimer(this, length) : null;
    }

    internal void Invoke(in Envelope envelope)
    {
        _current = envelope;
        MessageNumber++;
        try
        {
            var message = envelope.Message!;
            if (message is IAutoReceivedMessage)
                AutoReceive(message);
            else
                _actor!.AroundReceive(_behavior!, message);
            _current = default;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        if (!Mailbox.IsClosed)
            _idleTimer?.Restart();
    }

    internal static Receive Handling(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private void AutoReceive(object message)
    {
        switch (message)
        {
            case TimerTick tick:
                if (_timers?.Accept(tick) != true)
                    return;
                // What follows, the stash above all, shall see the message and not its wrapping.
                _current.Message = tick.Message;
                if (tick.Message is IAutoReceivedMessage)
                    AutoReceive(tick.Message);
                else
                    _actor!.AroundReceive(_behavior!, tick.Message);
                return;
            case Terminated terminated:
                ReceiveTerminated(terminated);
                return;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                return;
            case PoisonPill:
                Self.Stop();
                return;
            case Kill:
                throw new ActorKilledException("Kill");
        }
    }
}
