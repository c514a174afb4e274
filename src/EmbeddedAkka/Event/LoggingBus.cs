using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>Delivers events to the actors that subscribed to their type or to a base of it.</summary>
public class LoggingBus
{
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<Type, IActorRef[]> _subscribersOf = new();
    private HashSet<(IActorRef Subscriber, Type Channel)> _subscriptions = [];

    private protected LoggingBus()
    {
    }

    /// <summary>The least severe level that is published at all.</summary>
    public LogLevel LogLevel { get; private protected set; }

    /// <returns>False if it was subscribed already.</returns>
    public virtual bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Change(subscriptions => subscriptions.Add((subscriber, channel)));
    }

    /// <returns>False if it was not subscribed.</returns>
    public virtual bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Change(subscriptions => subscriptions.Remove((subscriber, channel)));
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
        foreach (var subscriber in _subscribersOf.GetOrAdd(@event.GetType(), SubscribersOf))
        {
            if (subscriber is IInternalActorRef { IsTerminated: true })
                Unsubscribe(subscriber);
            else
                subscriber.Tell(@event, ActorRefs.NoSender);
        }
    }

    private bool Change(Func<HashSet<(IActorRef Subscriber, Type Channel)>, bool> change)
    {
        lock (_changing)
        {
            var changed = new HashSet<(IActorRef, Type)>(_subscriptions);
            if (!change(changed))
                return false;
            _subscriptions = changed;
            _subscribersOf.Clear();
            return true;
        }
    }

    private IActorRef[] SubscribersOf(Type type)
    {
        lock (_changing)
            return [.. _subscriptions.Where(each => each.Channel.IsAssignableFrom(type)).Select(each => each.Subscriber).Distinct()];
    }
}
