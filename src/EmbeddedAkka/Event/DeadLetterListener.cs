using Akka.Actor;

namespace Akka.Event;

/// <summary>Writes dead letters and unhandled messages to the log, as <c>akka.log-dead-letters</c> says: on, off, or how many before it falls silent for a while.</summary>
internal sealed class DeadLetterListener : UntypedActor, IWithTimers
{
    private readonly int _limit;
    private readonly TimeSpan _silence;
    private int _count;
    private bool _silent;

    /// <param name="limit">Letters before the silence; <see cref="int.MaxValue"/> for no limit.</param>
    /// <param name="silence">How long it lasts; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public DeadLetterListener(int limit, TimeSpan silence)
    {
        _limit = limit;
        _silence = silence;
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    private bool IsForEver => _silence == Timeout.InfiniteTimeSpan;

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
        else if (message is AllDeadLetters letter && !_silent)
            Write(letter);
    }

    private void Write(AllDeadLetters letter)
    {
        _count++;
        _silent = _count == _limit;
        var sender = letter.Sender.Equals(Context.System.DeadLetters) ? "" : $" from {letter.Sender}";
        var fate = letter is UnhandledMessage ? "unhandled" : "not delivered";
        var silence = _silent ? ", no more dead letters will be logged" + (IsForEver ? "" : $" in next [{_silence}]") : "";
        var hint = letter is UnhandledMessage
            ? ""
            : $"If this is not an expected behavior then {letter.Recipient} may have terminated unexpectedly. ";
        Context.System.EventStream.Publish(new Info(
            null,
            letter.Recipient.Path.ToString(),
            letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}]{sender} to {letter.Recipient} was {fate}. [{_count}] dead letters encountered{silence}. {hint}"
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}"));
        if (_silent && !IsForEver)
            Timers.StartSingleTimer(EndOfSilence.Instance, EndOfSilence.Instance, _silence);
    }

    private sealed class EndOfSilence
    {
        internal static readonly EndOfSilence Instance = new();
    }
}
