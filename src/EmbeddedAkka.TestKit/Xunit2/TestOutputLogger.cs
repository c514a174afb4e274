using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>Writes log events to the output of a test.</summary>
internal sealed class TestOutputLogger(ITestOutputHelper output) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                initialize.LoggingBus.Subscribe(Self, typeof(LogEvent));
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Write(logEvent);
                return true;
            default:
                return false;
        }
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            output.WriteLine(logEvent.ToString());
        }
        catch (InvalidOperationException)
        {
            // The test is over, and xunit takes no more output of it.
        }
    }
}
