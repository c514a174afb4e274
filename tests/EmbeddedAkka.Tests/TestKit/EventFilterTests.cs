using Akka.Actor;
using Akka.Event;
using Xunit.Sdk;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>Log events and dead letters that must come.</summary>
public sealed class EventFilterTests() : Akka.TestKit.Xunit2.TestKit("akka { loglevel = DEBUG, stdout-loglevel = OFF, test.filter-leeway = 30s }")
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(message => throw new InvalidTimeZoneException($"cannot do {message}"));
    }

    private static void FailsWith(string text, Action action) =>
        Assert.Contains(text, Assert.ThrowsAny<XunitException>(action).Message);

    private void Warn(string text) => Sys.Log.Warning(text);

    /// <summary>Returns when the filters have seen all that was logged before: without it, one too many may come too late to be counted.</summary>
    private void SeeAll() => EventFilter.Info("all seen").ExpectOne(() => Sys.Log.Info("all seen"));

    [Fact]
    public void Filter_takes_the_whole_text_its_start_or_a_part()
    {
        EventFilter.Warning().ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning("a bad thing").ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning(start: "a bad").ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning(contains: "bad").ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning("A BAD thing").ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning(contains: "BAD").ExpectOne(() => Warn("a bad thing"));
        EventFilter.Warning("a 5").ExpectOne(() => Sys.Log.Warning("a {0}", 5));
    }

    [Fact]
    public void Filter_lets_other_texts_pass()
    {
        FailsWith("Only received 0/1 message", () => EventFilter.Warning("bad").ExpectOne(_short, () => Warn("a bad thing")));
        FailsWith("Only received 0/1 message", () => EventFilter.Warning(start: "bad").ExpectOne(_short, () => Warn("a bad thing")));
        FailsWith("Only received 0/1 message", () => EventFilter.Warning(contains: "good").ExpectOne(_short, () => Warn("a bad thing")));
    }

    [Fact]
    public void Each_level_has_its_filter()
    {
        EventFilter.Debug("x").ExpectOne(LogAll);
        EventFilter.Info("x").ExpectOne(LogAll);
        EventFilter.Warning("x").ExpectOne(LogAll);
        EventFilter.Error("x").ExpectOne(LogAll);

        void LogAll()
        {
            Sys.Log.Debug("x");
            Sys.Log.Info("x");
            Sys.Log.Warning("x");
            Sys.Log.Error("x");
        }
    }

    [Fact]
    public void Exception_filter_looks_at_the_cause_of_an_error()
    {
        var failing = ActorOf(Props.Create<Failing>());

        EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(() => failing.Tell("x"));
        EventFilter.Exception<InvalidTimeZoneException>("cannot do x").ExpectOne(() => failing.Tell("x"));
        EventFilter.Exception<InvalidTimeZoneException>(contains: "DO X").ExpectOne(() => failing.Tell("x"));
        EventFilter.Exception<Exception>().ExpectOne(() => failing.Tell("x"));
        EventFilter.Error("cannot do x").ExpectOne(() => failing.Tell("x"));
        EventFilter.Exception<Exception>("while that").ExpectOne(() => Sys.Log.Error(new InvalidTimeZoneException("this"), "while that"));
        EventFilter.Exception<Exception>("this").ExpectOne(() => Sys.Log.Error(new InvalidTimeZoneException("this"), "while that"));
    }

    [Fact]
    public void Exception_filter_lets_other_errors_pass()
    {
        FailsWith("0/1 message", () => EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(_short, () => Sys.Log.Error(new Exception("x"), "x")));
        FailsWith("0/1 message", () => EventFilter.Exception<InvalidTimeZoneException>("y").ExpectOne(_short, () => Sys.Log.Error(new InvalidTimeZoneException("x"), "x")));
        FailsWith("0/1 message", () => EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(_short, () => Sys.Log.Error("x")));
        FailsWith("0/1 message", () => EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(_short, () => Sys.Log.Warning(new InvalidTimeZoneException("x"), "x")));
        FailsWith(
            "0/1 message",
            () => EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(_short, () => Sys.Log.Error(new Exception("x", new InvalidTimeZoneException("x")), "x")));
    }

    [Fact]
    public void Events_are_counted()
    {
        EventFilter.Warning("x").Expect(3, () => { Warn("x"); Warn("x"); Warn("x"); });
        EventFilter.Warning("x").Expect(0, _short, () => Warn("y"));
        FailsWith("/2 messages that matched filter [Warning when Message == \"x\"]", () => EventFilter.Warning("x").Expect(2, _short, () => Warn("x")));
        FailsWith(
            "Received 1 message too many. Expected 1 message but received 2 that matched filter [Warning when Message contains \"x\"]",
            () => EventFilter.Warning(contains: "x").ExpectOne(() => { Warn("x"); Warn("x"); SeeAll(); }));
        FailsWith("Received 1 message too many. Expected 0 messages", () => EventFilter.Warning("x").Expect(0, () => Warn("x")));
    }

    [Fact]
    public void Event_after_the_action_is_waited_for()
    {
        var actor = ActorOf(Props.Create<Failing>());

        EventFilter.Exception<InvalidTimeZoneException>().ExpectOne(
            () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(400), actor, "x", ActorRefs.NoSender));
    }

    [Fact]
    public void Event_before_the_action_is_not_meant()
    {
        Warn("x");

        FailsWith("0/1 message", () => EventFilter.Warning("x").ExpectOne(_short, () => { }));
    }

    [Fact]
    public async Task Action_may_be_asynchronous()
    {
        await EventFilter.Warning("x").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Warn("x");
        });
        await EventFilter.Warning("x").ExpectAsync(2, async () =>
        {
            Warn("x");
            await Task.Yield();
            Warn("x");
        });
    }

    [Fact]
    public void Failure_of_the_action_is_the_failure() =>
        Assert.Throws<InvalidTimeZoneException>(() => EventFilter.Warning("x").ExpectOne(() => throw new InvalidTimeZoneException()));

    [Fact]
    public void First_filter_takes_the_event()
    {
        using var first = EventFilter.Warning("x").Mute();

        FailsWith("0/1 message", () => EventFilter.Warning("x").ExpectOne(_short, () => Warn("x")));
        first.Unmute();
        EventFilter.Warning("x").ExpectOne(() => Warn("x"));
    }

    [Fact]
    public void Dead_letters_are_seen()
    {
        var ended = CreateTestProbe();
        Watch(ended);
        Sys.Stop(ended);
        ExpectTerminated(ended);

        EventFilter.DeadLetter().ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter().ExpectOne(() => ended.Tell("x"));
        EventFilter.DeadLetter<string>().ExpectOne(() => { ended.Tell(5); ended.Tell("x"); });
        FailsWith("0/1 message", () => EventFilter.DeadLetter<string>().ExpectOne(_short, () => ended.Tell(5)));
    }
}
