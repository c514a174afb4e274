using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Puts what it is sent where a test can take it, and watches for that test.</summary>
internal sealed class TestActor(BlockingCollection<MessageEnvelope> received, TestActor.Filter filter) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Watch watch:
                Context.Watch(watch.Subject);
                Sender.Tell(Done.Instance);
                break;
            case Unwatch unwatch:
                Context.Unwatch(unwatch.Subject);
                Sender.Tell(Done.Instance);
                break;
            default:
                if (!filter.Ignores(message)) received.Add(new MessageEnvelope(message, Sender));
                break;
        }

        return true;
    }

    internal sealed record Watch(IActorRef Subject);

    internal sealed record Unwatch(IActorRef Subject);

    /// <summary>Which messages are dropped; a test may change it at any time.</summary>
    internal sealed class Filter
    {
        public volatile Func<object, bool> Ignores = _ => false;
    }
}
