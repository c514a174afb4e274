using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>Runs its actors on a fixed number of threads that are used for nothing else: for actors that block.</summary>
internal sealed class ForkJoinDispatcher : MessageDispatcher
{
    private readonly BlockingCollection<Mailbox> _turns = [];

    internal ForkJoinDispatcher(DispatcherSettings settings, int threadCount, bool background)
        : base(settings)
    {
        for (var number = 1; number <= threadCount; number++)
            new Thread(Run) { IsBackground = background, Name = $"{settings.Id}_{number}" }.Start();
    }

    internal override void Execute(Mailbox mailbox) => _turns.Add(mailbox);

    internal override void Shutdown() => _turns.CompleteAdding();

    private void Run()
    {
        foreach (var mailbox in _turns.GetConsumingEnumerable())
            mailbox.Run();
    }
}
