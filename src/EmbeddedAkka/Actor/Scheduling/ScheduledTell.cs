namespace Akka.Actor;

/// <summary>A message that waits for its time, once or, with an interval, again and again; times are in stopwatch ticks.</summary>
internal sealed class ScheduledTell(long due, long interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
{
    internal const int NotQueued = -1;

    internal long Due { get; set; } = due;

    internal long Interval => interval;

    /// <summary>Orders entries of the same moment by the order of their scheduling.</summary>
    internal long Sequence { get; set; }

    /// <summary>Its place in the queue.</summary>
    internal int Index { get; set; } = NotQueued;

    internal CancellationTokenRegistration Registration { get; set; }

    internal bool IsCancelled => cancelable?.IsCancellationRequested == true;

    internal bool IsBefore(ScheduledTell other) => Due != other.Due ? Due < other.Due : Sequence < other.Sequence;

    internal void Fire() => receiver.Tell(message, sender);
}
