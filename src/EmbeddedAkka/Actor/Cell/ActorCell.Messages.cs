using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Handling of user messages and behaviours.</summary>
internal sealed partial class ActorCell
{
    private Receive? _behavior;
    private Stack<Receive>? _behaviors;
    private MailboxNode? _current;
    private ActorStash? _stash;
    private TimerScheduler? _timers;
    private IdleTimer? _idleTimer;

    /// <summary>The message that is being handled, with its sender.</summary>
    internal MailboxNode? CurrentNode => _current;

    internal object? CurrentMessage => _current?.Message;

    public IActorRef Sender => _current?.Sender ?? SystemImpl.DeadLetters;

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

    internal void Invoke(MailboxNode node)
    {
        _current = node;
        try
        {
            var message = node.Message!;
            if (message is IAutoReceivedMessage)
                AutoReceive(node);
            else
                _actor!.AroundReceive(_behavior!, message);
            _current = null;
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

    private void AutoReceive(MailboxNode node)
    {
        switch (node.Message)
        {
            case TimerTick tick:
                if (_timers?.Accept(tick) != true)
                    return;
                // What follows, the stash above all, shall see the message and not its wrapping.
                node.Message = tick.Message;
                if (tick.Message is IAutoReceivedMessage)
                    AutoReceive(node);
                else
                    _actor!.AroundReceive(_behavior!, tick.Message);
                return;
            case Terminated terminated:
                ReceiveTerminated(node, terminated);
                return;
            case PoisonPill:
                Self.Stop();
                return;
            case Kill:
                throw new ActorKilledException("Kill");
        }
    }
}
