using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// Filters for log events. Of <c>message</c>, <c>start</c> and <c>contains</c> the first that is given counts, and none of them looks at
/// upper and lower case; without any, every event of the kind passes. Needs the logger <see cref="TestEventListener"/>.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testKit;

    internal EventFilterFactory(TestKitBase testKit) => _testKit = testKit;

    /// <summary>Errors whose cause is a <typeparamref name="TException"/>; the text may be the event's or the exception's.</summary>
    public IEventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null)
        where TException : Exception
    {
        var text = new TextMatcher(message, start, contains);
        return Apply(
            $"Error with Cause <{typeof(TException)}>{text}",
            logEvent => logEvent is Error { Cause: TException cause } && (text.Matches(logEvent.Message) || text.Matches(cause.Message)));
    }

    /// <summary>Errors; the text may be the event's or the exception's.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null)
    {
        var text = new TextMatcher(message, start, contains);
        return Apply(
            $"Error{text}",
            logEvent => logEvent is Error && (text.Matches(logEvent.Message) || (logEvent.Cause is { } cause && text.Matches(cause.Message))));
    }

    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null) =>
        OfKind<Warning>(message, start, contains);

    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null) =>
        OfKind<Info>(message, start, contains);

    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null) =>
        OfKind<Debug>(message, start, contains);

    /// <summary>Messages that could not be delivered, whatever the configuration says about logging them.</summary>
    public IEventFilterApplier DeadLetter() => DeadLetter<object>();

    /// <inheritdoc cref="DeadLetter()"/>
    public IEventFilterApplier DeadLetter<TMessage>() =>
        Apply("DeadLetter", logEvent => logEvent is { Message: DeadLetter { Message: TMessage } });

    private IEventFilterApplier OfKind<TEvent>(string? message, string? start, string? contains)
    {
        var text = new TextMatcher(message, start, contains);
        return Apply($"{typeof(TEvent).Name}{text}", logEvent => logEvent is TEvent && text.Matches(logEvent.Message));
    }

    private IEventFilterApplier Apply(string description, Predicate<LogEvent> matches) => new EventFilterApplier(_testKit, description, matches);
}
