using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>Delivers events to the actors that subscribed to their type or to a base of it.</summary>
public class LoggingBus
{
    private readonly Lock _changing = new();
    private readonly HashSet<(IActorRef Subscriber, Type Channel)> _subscriptions = [];

    /// <summary>Answers found so far; a change of subscriptions begins a new dictionary, so that none found before it can enter.</summary>
    private volatile ConcurrentDictionary<Type, IActorRef[]> _subscribersOf = new();

    private protected LoggingBus()
    {
    }

    /// <summary>The least severe level that is published at all.</summary>
    internal LogLevel LogLevel { get; private protected set; }

    /// <returns>False if it was subscribed already.</returns>
    public virtual bool Subscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Change(subscriptions => subscriptions.Add((subscriber, classifier)));
    }

    /// <returns>False if it was not subscribed.</returns>
    public virtual bool Unsubscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Change(subscriptions => subscriptions.Remove((subscriber, classifier)));
    }

    /// <summary>Ends all subscriptions of an actor.</summary>
    public virtual bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Change(subscriptions => subscriptions.RemoveWhere(each => each.Subscriber.Equals(subscriber)) > 0);
    }

    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var known = _subscribersOf;
        if (!known.TryGetValue(@event.GetType(), out var subscribers))
            subscribers = known.GetOrAdd(@event.GetType(), SubscribersOf);
        foreach (var subscriber in subscribers)
        {
            if (subscriber is IInternalActorRef { IsTerminated: true })
                Unsubscribe(subscriber);
            else
                subscriber.Tell(@event);
        }
    }

    private bool Change(Func<HashSet<(IActorRef Subscriber, Type Channel)>, bool> change)
    {
        lock (_changing)
        {
            var changed = change(_subscriptions);
            if (changed)
                _subscribersOf = new ConcurrentDictionary<Type, IActorRef[]>();
            return changed;
        }
    }

    private IActorRef[] SubscribersOf(Type type)
    {
        lock (_changing)
            return [.. _subscriptions.Where(each => each.Channel.IsAssignableFrom(type)).Select(each => each.Subscriber).Distinct()];
    }
}
