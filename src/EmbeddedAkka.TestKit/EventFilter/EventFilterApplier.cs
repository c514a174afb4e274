using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.TestKit;

internal sealed class EventFilterApplier(TestKitBase testKit, string description, Predicate<LogEvent> matches) : IEventFilterApplier
{
    public void ExpectOne(Action action) => Expect(1, action);

    public void ExpectOne(TimeSpan timeout, Action action) => Expect(1, timeout, action);

    public Task ExpectOneAsync(Func<Task> actionAsync) => ExpectAsync(1, actionAsync);

    public void Expect(int expectedCount, Action action) => Expect(expectedCount, testKit.TestEventFilterLeeway, action);

    public void Expect(int expectedCount, TimeSpan timeout, Action action)
    {
        using var filter = Start();
        action();
        filter.Verify(expectedCount, timeout);
    }

    public async Task ExpectAsync(int expectedCount, Func<Task> actionAsync)
    {
        using var filter = Start();
        await actionAsync();
        filter.Verify(expectedCount, testKit.TestEventFilterLeeway);
    }

    public IUnmutableFilter Mute() => Start();

    private ActiveFilter Start()
    {
        var filter = new EventFilter(description, matches);
        testKit.Sys.EventStream.Publish(new TestEventListener.Mute(filter));
        return new ActiveFilter(filter, testKit.Sys);
    }

    private sealed class ActiveFilter(EventFilter filter, ActorSystem system) : IUnmutableFilter
    {
        private bool _active = true;

        public void Dispose() => Unmute();

        public void Unmute() => Remove(TimeSpan.Zero);

        public void Verify(int expected, TimeSpan timeout)
        {
            // Without an expected event, one that comes all the same ends the waiting.
            filter.WaitFor(Math.Max(expected, 1), timeout);
            Remove(timeout);
            var count = filter.Count;
            if (count < expected)
                Assert.Fail($"Timeout ({timeout}) while waiting for messages. Only received {count}/{Messages(expected)} that matched filter [{filter}]");
            if (count > expected)
                Assert.Fail($"Received {Messages(count - expected)} too many. Expected {Messages(expected)} but received {count} that matched filter [{filter}]");
        }

        /// <param name="patience">How long to wait for the listener, which by then has seen all events that were published before.</param>
        private void Remove(TimeSpan patience)
        {
            if (!_active) return;
            _active = false;
            var unmute = new TestEventListener.Unmute(filter);
            system.EventStream.Publish(unmute);
            unmute.Removed.Wait(patience);
        }

        private static string Messages(int count) => count == 1 ? "1 message" : $"{count} messages";
    }
}
