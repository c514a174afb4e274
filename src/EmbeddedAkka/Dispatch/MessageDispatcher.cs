using System.Diagnostics;
using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>Gives actors the threads on which they run.</summary>
public abstract class MessageDispatcher
{
    private protected MessageDispatcher(DispatcherSettings settings)
    {
        Id = settings.Id;
        Throughput = settings.Throughput;
        ThroughputDeadlineTicks = (long)(settings.ThroughputDeadline.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>The configuration path that it came from.</summary>
    public string Id { get; }

    /// <summary>How many messages an actor handles before it gives way to others.</summary>
    public int Throughput { get; }

    /// <summary>How long it may go on with that, in stopwatch ticks; 0 for no limit.</summary>
    internal long ThroughputDeadlineTicks { get; }

    /// <summary>This dispatcher, as the factory of one that all its actors share.</summary>
    internal MessageDispatcher Itself() => this;

    /// <summary>Calls the mailbox's <c>Run</c> once, soon.</summary>
    internal abstract void Execute(Mailbox mailbox);

    /// <summary>The actor has ended.</summary>
    internal virtual void Detach(ActorCell cell)
    {
    }

    /// <summary>The system has ended.</summary>
    internal virtual void Shutdown()
    {
    }
}

/// <param name="Id">The configuration path.</param>
/// <param name="Throughput">Messages in one turn.</param>
/// <param name="ThroughputDeadline">Time for one turn; zero for no limit.</param>
internal sealed record DispatcherSettings(string Id, int Throughput, TimeSpan ThroughputDeadline);
