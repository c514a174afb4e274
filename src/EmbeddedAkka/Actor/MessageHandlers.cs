namespace Akka.Actor;

/// <summary>An ordered list of handlers, each for one type of message.</summary>
internal sealed class MessageHandlers
{
    private readonly List<Handler> _handlers = [];
    private bool _takesAll;

    internal void Add<T>(Action<T> handler, Predicate<T>? shouldHandle)
    {
        if (shouldHandle is null)
            Add(new TypedHandler<T>(handler));
        else
            AddPartial<T>(message => shouldHandle(message) && Handled(handler, message));
        _takesAll |= typeof(T) == typeof(object) && shouldHandle is null;
    }

    internal void AddPartial<T>(Func<T, bool> handler) => Add(new PartialHandler<T>(handler));

    internal bool TryHandle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler.TryHandle(message))
                return true;
        }
        return false;
    }

    private static bool Handled<T>(Action<T> handler, T message)
    {
        handler(message);
        return true;
    }

    private void Add(Handler handler)
    {
        if (_takesAll)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add(handler);
    }

    private abstract class Handler
    {
        internal abstract bool TryHandle(object message);
    }

    private sealed class TypedHandler<T>(Action<T> handler) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed)
                return false;
            handler(typed);
            return true;
        }
    }

    private sealed class PartialHandler<T>(Func<T, bool> handler) : Handler
    {
        internal override bool TryHandle(object message) => message is T typed && handler(typed);
    }
}
