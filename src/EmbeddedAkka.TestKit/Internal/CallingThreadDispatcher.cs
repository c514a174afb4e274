using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>Runs an actor on whichever thread sends to it; a second sender leaves its message to the first.</summary>
internal sealed class CallingThreadDispatcher(DispatcherSettings settings) : MessageDispatcher(settings)
{
    internal override void Execute(Mailbox mailbox) => mailbox.Run();
}
