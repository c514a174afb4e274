namespace Akka.Actor;

/// <summary>Tells time.</summary>
public interface ITimeProvider
{
    DateTimeOffset Now { get; }

    /// <summary>Time since some fixed moment; it never goes back.</summary>
    TimeSpan MonotonicClock { get; }
}

/// <summary>Sends messages later.</summary>
public interface ITellScheduler
{
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender);

    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);

    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender);

    void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);
}

/// <summary>The clock of an actor system; chosen by <c>akka.scheduler.implementation</c>.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider;

/// <summary>Something under way that can be called off.</summary>
public interface ICancelable
{
    bool IsCancellationRequested { get; }

    internal CancellationToken Token { get; }

    void Cancel();
}

/// <summary>An <see cref="ICancelable"/> to hand to a scheduler.</summary>
public class Cancelable : ICancelable
{
    private readonly CancellationTokenSource _source = new();

    public Cancelable(IScheduler scheduler) => ArgumentNullException.ThrowIfNull(scheduler);

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    CancellationToken ICancelable.Token => _source.Token;

    public void Cancel() => _source.Cancel();
}

public static class SchedulerExtensions
{
    /// <summary>As <see cref="ITellScheduler.ScheduleTellOnce(TimeSpan, ICanTell, object, IActorRef)"/>; returns what calls it off.</summary>
    public static ICancelable ScheduleTellOnceCancelable(
        this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>As <see cref="ITellScheduler.ScheduleTellRepeatedly(TimeSpan, TimeSpan, ICanTell, object, IActorRef)"/>; returns what ends it.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        return cancelable;
    }
}
