namespace Akka.Dispatch;

/// <summary>Runs actors on the .NET thread pool.</summary>
internal sealed class Dispatcher : MessageDispatcher
{
    internal Dispatcher(DispatcherSettings settings)
        : base(settings)
    {
    }

    internal override void Execute(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
}
