using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Identity of references: same path, same incarnation.</summary>
public abstract class InternalActorRefBase : IInternalActorRef
{
    private protected InternalActorRefBase()
    {
    }

    public abstract ActorPath Path { get; }

    ActorSystemImpl IInternalActorRef.System => OwnSystem;

    IInternalActorRef IInternalActorRef.Parent => OwnParent;

    bool IInternalActorRef.IsTerminated => HasTerminated;

    internal abstract ActorSystemImpl OwnSystem { get; }

    internal virtual IInternalActorRef OwnParent => Nobody.Instance;

    internal virtual bool HasTerminated => false;

    public void Tell(object message, IActorRef? sender)
    {
        if (message is null)
            throw new ArgumentNullException(nameof(message), "The message cannot be null.");
        TellInternal(message, sender);
    }

    void IInternalActorRef.SendSystemMessage(SystemMessage message) => SendSystemMessage(message);

    /// <summary>Its path is about to be given to another system.</summary>
    internal virtual void BecomeReachable()
    {
    }

    private protected abstract void TellInternal(object message, IActorRef? sender);

    internal virtual void SendSystemMessage(SystemMessage message)
    {
    }

    public bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => Path.Uid == 0 ? Path.GetHashCode() : Path.Uid.GetHashCode();

    public int CompareTo(IActorRef? other)
    {
        if (other is null)
            return 1;
        var order = Path.CompareTo(other.Path);
        return order != 0 ? order : Path.Uid.CompareTo(other.Path.Uid);
    }

    public override string ToString() => Path.Uid == 0 ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";
}

/// <summary>The reference that stands for no actor: it swallows what it is told.</summary>
public sealed class Nobody : InternalActorRefBase
{
    internal static readonly Nobody Instance = new();

    private Nobody()
    {
    }

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"));

    internal override ActorSystemImpl OwnSystem => throw new NotSupportedException("Nobody does not provide");

    internal override bool HasTerminated => true;

    private protected override void TellInternal(object message, IActorRef? sender)
    {
    }
}
