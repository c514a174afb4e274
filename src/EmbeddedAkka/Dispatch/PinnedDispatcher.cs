using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>Runs one actor on a thread of its own, always the same.</summary>
internal sealed class PinnedDispatcher : MessageDispatcher
{
    private readonly ThreadPerActor _thread;

    internal PinnedDispatcher(DispatcherSettings settings)
        : base(settings) => _thread = new ThreadPerActor(settings.Id);

    internal override void Execute(Mailbox mailbox) => _thread.Execute(mailbox);

    internal override void Detach(ActorCell cell) => _thread.Complete();

    /// <summary>Starts its thread with the first turn, so an actor that never runs costs none.</summary>
    private sealed class ThreadPerActor(string name)
    {
        private readonly Lock _starting = new();
        private readonly SemaphoreSlim _turns = new(0);
        private Mailbox? _mailbox;
        private bool _completed;

        internal void Execute(Mailbox mailbox)
        {
            lock (_starting)
            {
                if (_mailbox is null)
                {
                    _mailbox = mailbox;
                    new Thread(Run) { IsBackground = true, Name = name }.Start();
                }
            }
            _turns.Release();
        }

        /// <summary>Called on the thread itself, in the last turn.</summary>
        internal void Complete() => _completed = true;

        private void Run()
        {
            while (!_completed)
            {
                _turns.Wait();
                _mailbox!.Run();
            }
        }
    }
}
