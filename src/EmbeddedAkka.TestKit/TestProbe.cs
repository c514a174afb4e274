using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.TestKit;

/// <summary>A test actor beside the test's own, for a second place to receive at. It is its own reference.</summary>
public class TestProbe : TestKitBase, IInternalActorRef
{
    internal TestProbe(ActorSystem system, string? name)
        : base(system, name)
    {
    }

    public IActorRef Ref => TestActor;

    /// <inheritdoc cref="TestKitBase.LastSender"/>
    public IActorRef Sender => LastSender;

    ActorPath IActorRef.Path => Ref.Path;

    ActorSystemImpl IInternalActorRef.System => Inner.System;

    IInternalActorRef IInternalActorRef.Parent => Inner.Parent;

    bool IInternalActorRef.IsTerminated => Inner.IsTerminated;

    private IInternalActorRef Inner => Ref.Internal();

    /// <summary>Sends a message with this probe as the sender.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, Ref);

    /// <summary>Answers the message that was taken last.</summary>
    /// <exception cref="IllegalActorStateException">None was taken.</exception>
    public void Reply(object message) => Sender.Tell(message, Ref);

    /// <summary>Passes the message that was taken last on, with its sender.</summary>
    /// <inheritdoc cref="Reply"/>
    public void Forward(IActorRef actor) => Forward(actor, LastMessage);

    /// <summary>Sends a message with the sender of the message that was taken last.</summary>
    /// <inheritdoc cref="Reply"/>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => Ref.Equals(other);

    public override bool Equals(object? obj) => Ref.Equals(obj);

    public override int GetHashCode() => Ref.GetHashCode();

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => Ref.CompareTo(other);

    public override string ToString() => $"TestProbe({Ref})";

    void ICanTell.Tell(object message, IActorRef? sender) => Ref.Tell(message, sender);

    void IInternalActorRef.SendSystemMessage(SystemMessage message) => Inner.SendSystemMessage(message);
}
