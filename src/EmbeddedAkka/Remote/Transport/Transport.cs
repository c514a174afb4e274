using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Google.Protobuf;

namespace Akka.Remote.Transport;

/// <summary>A way to carry payloads between systems, or an adapter above one.</summary>
public abstract class Transport
{
    /// <summary>The section of its own settings.</summary>
    internal Config Config { get; private protected set; } = ConfigurationFactory.Empty;

    public ActorSystem System { get; protected set; } = null!;

    /// <summary>What follows <c>akka.</c> in the protocol of its addresses.</summary>
    public virtual string SchemeIdentifier { get; protected set; } = "";

    /// <summary>The longest payload in bytes.</summary>
    public virtual long MaximumPayloadBytes { get; protected set; }

    /// <summary>Listens; nothing is accepted before the listener for associations has been set.</summary>
    /// <returns>The address at which others reach it.</returns>
    public abstract Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen();

    public abstract bool IsResponsibleFor(Address remote);

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidAssociationException">Nobody answers there.</exception>
    public abstract Task<AssociationHandle> Associate(Address remoteAddress);

    /// <summary>Stops listening and ends all associations.</summary>
    public abstract Task<bool> Shutdown();
}

/// <summary>One end of a connection.</summary>
public abstract class AssociationHandle
{
    protected AssociationHandle(Address localAddress, Address remoteAddress) => (LocalAddress, RemoteAddress) = (localAddress, remoteAddress);

    public Address LocalAddress { get; }

    public Address RemoteAddress { get; }

    /// <summary>To be set to who is told of what comes in; nothing is read before.</summary>
    public TaskCompletionSource<IHandleEventListener> ReadHandlerSource { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends; in order, and never half.</summary>
    /// <returns>False where it cannot now: the caller keeps the payload and tries later.</returns>
    public abstract bool Write(ByteString payload);

    /// <summary>Ends the connection, after what has been written.</summary>
    public abstract void Disassociate();

    /// <inheritdoc cref="Disassociate()"/>
    public void Disassociate(string reason, ILoggingAdapter log)
    {
        log.Debug($"Association between {LocalAddress} and {RemoteAddress} ends: {reason}");
        Disassociate();
    }
}

/// <summary>Makes an adapter; needs a constructor without parameters. Named in <c>akka.remote.adapters</c>, used by <c>applied-adapters</c>.</summary>
public interface ITransportAdapterProvider
{
    Transport Create(Transport wrappedTransport, ExtendedActorSystem system);
}

/// <summary>Something that happened to a listening transport.</summary>
public interface IAssociationEvent;

/// <summary>Is told of connections that come in.</summary>
public interface IAssociationEventListener
{
    void Notify(IAssociationEvent ev);
}

/// <summary>Somebody has connected.</summary>
public sealed class InboundAssociation(AssociationHandle association) : IAssociationEvent
{
    public AssociationHandle Association { get; } = association;
}

/// <summary>Something that happened to a connection.</summary>
public interface IHandleEvent;

/// <summary>Is told of what comes in, in order.</summary>
public interface IHandleEventListener
{
    void Notify(IHandleEvent ev);
}

/// <summary>What the other end has written.</summary>
public sealed class InboundPayload : IHandleEvent
{
    internal InboundPayload(ByteString payload) => Payload = payload;

    public ByteString Payload { get; }
}

/// <summary>The connection has ended.</summary>
public sealed class Disassociated : IHandleEvent
{
    internal static readonly Disassociated Instance = new();

    private Disassociated()
    {
    }
}

/// <summary>A connection could not be made.</summary>
public class InvalidAssociationException(string message, Exception? cause = null) : AkkaException(message, cause);
