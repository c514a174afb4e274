namespace Akka.Actor;

/// <summary>An actor that declares a handler for each type of message, in its constructor and in the argument of <see cref="Become(Action)"/>.</summary>
/// <remarks>The first handler that takes a message wins.</remarks>
public abstract class ReceiveActor : UntypedActor
{
    private readonly MessageHandlers _initial = new();
    private MessageHandlers? _declaring;

    protected ReceiveActor() => _declaring = _initial;

    private MessageHandlers Declaring => _declaring ?? throw new InvalidOperationException(
        "You may only call Receive-methods when constructing the actor and inside Become().");

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Declaring.Add<T>(Always(handler), shouldHandle);

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <param name="handler">Returns false to leave the message to the next handler.</param>
    protected void Receive<T>(Func<T, bool> handler) => Declaring.AddPartial(handler);

    /// <summary>Takes whatever no handler before it takes; none can be declared after it.</summary>
    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    /// <summary>As <see cref="Receive{T}(Action{T}, Predicate{T})"/>; no other message is handled until the task has ended.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Declaring.Add(InContext(handler), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync(handler);

    /// <summary>Replaces the behaviour by the handlers that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure) => Context.Become(Declared(configure).TryHandle);

    /// <summary>As <see cref="Become(Action)"/>, to be undone by <see cref="ActorBase.UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Declared(configure).TryHandle);

    protected sealed override void OnReceive(object message)
    {
        if (!_initial.TryHandle(message))
            Unhandled(message);
    }

    internal override Receive InitialBehavior() => _initial.TryHandle;

    internal override void Constructed() => _declaring = null;

    private static Action<T> Always<T>(Action<T> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return handler;
    }

    private static Action<T> InContext<T>(Func<T, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return message => RunningCell.RunAsync(() => handler(message));
    }

    private MessageHandlers Declared(Action configure)
    {
        var outer = _declaring;
        var handlers = _declaring = new MessageHandlers();
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }
        return handlers;
    }
}
