using Akka.Actor;
using Xunit.Sdk;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>Time limits, and waiting for conditions.</summary>
public sealed class WaitingTests() : Akka.TestKit.Xunit2.TestKit("akka.test { timefactor = 2, single-expect-default = 100ms }")
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    private static void FailsWith(string text, Action action) =>
        Assert.Contains(text, Assert.ThrowsAny<XunitException>(action).Message);

    [Fact]
    public void Block_in_time_passes()
    {
        Within(_long, () => TestActor.Tell("x"));

        Assert.Equal("x", Within(_long, () => ExpectMsg<string>()));
    }

    [Fact]
    public void Block_too_long_fails() => FailsWith(", exceeding 00:00:00.1000000.", () => Within(_short, () => Thread.Sleep(150)));

    [Fact]
    public void Block_too_short_fails() => FailsWith(", should have at least been 00:00:01.", () => Within(TimeSpan.FromSeconds(1), _long, () => { }));

    [Fact]
    public void Block_limits_what_it_waits_for()
    {
        FailsWith("while waiting for a message of type System.String", () => Within(_short, () => ExpectMsg("x")));

        Within(_long, () => Assert.InRange(RemainingOrDefault, _long, 2 * _long));
        Within(_long, () => Assert.InRange(Remaining, _long, 2 * _long));
    }

    [Fact]
    public void Inner_block_has_the_time_of_the_outer_one_at_most() =>
        Within(TimeSpan.FromSeconds(5), () => Within(_long, () => Assert.True(Remaining <= TimeSpan.FromSeconds(10))));

    [Fact]
    public void Outer_block_must_leave_the_inner_one_its_least_time() =>
        FailsWith("Required min time 00:00:30 not possible, only", () => Within(_short, () => Within(_long, _long, () => { })));

    [Fact]
    public void There_is_no_remaining_time_outside_of_a_block()
    {
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Assert.Throws<InvalidTimeZoneException>(() => Within(_long, () => throw new InvalidTimeZoneException()));
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Assert.Equal(TimeSpan.FromMilliseconds(200), RemainingOrDefault);
    }

    [Fact]
    public void Time_outs_are_dilated()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(100), Dilated(_short));
        FailsWith("Timeout 00:00:00.1000000", () => ExpectMsg("x", _short));
        FailsWith("Timeout 00:00:00.2000000", () => ExpectMsg("x"));
    }

    [Fact]
    public void Assertion_is_tried_until_it_holds()
    {
        var attempts = 0;
        AwaitAssert(() => Assert.Equal(3, ++attempts), _long, TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, attempts);
    }

    [Fact]
    public void Assertion_that_never_holds_fails_with_its_own_words()
    {
        var attempts = 0;
        void Never() => throw new InvalidTimeZoneException($"attempt {++attempts}");

        var failure = Assert.Throws<InvalidTimeZoneException>(() => AwaitAssert(Never, _short, TimeSpan.FromMilliseconds(10)));
        Assert.Equal($"attempt {attempts}", failure.Message);
        Assert.Throws<InvalidTimeZoneException>(() => AwaitAssert(Never));
    }

    [Fact]
    public void Condition_is_waited_for()
    {
        var looks = 0;
        AwaitCondition(() => ++looks == 3, _long, TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, looks);
    }

    [Fact]
    public void Condition_that_never_holds_fails()
    {
        FailsWith("Timeout 00:00:00.1000000 expired while waiting for condition.", () => AwaitCondition(() => false, _short));
        FailsWith("condition.a miracle", () => AwaitCondition(() => false, _short, TimeSpan.FromMilliseconds(10), "a miracle"));
        Assert.Throws<InvalidTimeZoneException>(() => AwaitCondition(() => throw new InvalidTimeZoneException(), _long));
    }
}
