using Akka.Event;

namespace Akka.TestKit;

/// <summary>The logger in which event filters live: what a filter takes is not written. The test kit's default in <c>akka.loggers</c>.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<EventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var channel in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter) })
                    initialize.LoggingBus.Subscribe(Context.Self, channel);
                return base.Receive(message);
            case Mute mute:
                _filters.Add(mute.Filter);
                return true;
            case Unmute unmute:
                _filters.Remove(unmute.Filter);
                unmute.Removed.Set();
                return true;
            case LogEvent logEvent:
                return IsTaken(logEvent) || base.Receive(logEvent);
            case DeadLetter letter:
                // Not written if no filter takes it: that is for the system's own listener to do.
                IsTaken(new Warning(null, letter.Recipient.Path.ToString(), letter.Recipient.GetType(), letter));
                return true;
            default:
                return base.Receive(message);
        }
    }

    private bool IsTaken(LogEvent logEvent) => _filters.Any(filter => filter.Takes(logEvent));

    internal sealed record Mute(EventFilter Filter);

    internal sealed record Unmute(EventFilter Filter)
    {
        /// <summary>Set when the filter has seen all that was published before.</summary>
        public ManualResetEventSlim Removed { get; } = new();
    }
}
