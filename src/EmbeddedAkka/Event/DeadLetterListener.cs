using Akka.Actor;

namespace Akka.Event;

/// <summary>Writes dead letters to the log, as <c>akka.log-dead-letters</c> says: on, off, or how many before it falls silent for a while.</summary>
internal sealed class DeadLetterListener : UntypedActor, IWithTimers
{
    private readonly int _limit;
    private readonly TimeSpan _silence;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _count;
    private bool _silent;

    /// <param name="limit">Letters before the silence; <see cref="int.MaxValue"/> for no limit.</param>
    /// <param name="silence">How long it lasts; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public DeadLetterListener(int limit, TimeSpan silence)
    {
        _limit = limit;
        _silence = silence;
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How many dead letters to log, from the setting.</summary>
    internal static int LimitFor(string setting) => setting.ToLowerInvariant() switch
    {
        "on" or "true" => int.MaxValue,
        "off" or "false" => 0,
        var number => int.Parse(number),
    };

    protected override void OnReceive(object message)
    {
        if (message is EndOfSilence)
            (_silent, _count) = (false, 0);
        else if (message is DeadLetter letter && !_silent)
            Write(letter);
    }

    private void Write(DeadLetter letter)
    {
        _count++;
        var last = _count == _limit;
        _log.Info(
            "Message [{0}] from {1} to {2} was not delivered. [{3}] dead letters encountered{4}. "
            + "If this is not an expected behavior then {2} may have terminated unexpectedly. "
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'.",
            letter.Message.GetType().Name,
            letter.Sender,
            letter.Recipient,
            _count,
            last ? ", no more dead letters will be logged" + (_silence == Timeout.InfiniteTimeSpan ? "" : $" in next [{_silence}]") : "");
        if (!last)
            return;
        _silent = true;
        if (_silence != Timeout.InfiniteTimeSpan)
            Timers.StartSingleTimer(EndOfSilence.Instance, EndOfSilence.Instance, _silence);
    }

    private sealed class EndOfSilence
    {
        internal static readonly EndOfSilence Instance = new();
    }
}
