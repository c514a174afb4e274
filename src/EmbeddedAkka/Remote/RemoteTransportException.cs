using Akka.Actor;

namespace Akka.Remote;

/// <summary>Remoting cannot start.</summary>
public class RemoteTransportException : AkkaException
{
    internal RemoteTransportException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
