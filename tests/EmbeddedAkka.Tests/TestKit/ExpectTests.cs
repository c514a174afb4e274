using Akka.Actor;
using Xunit.Sdk;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>Messages that must come, and what a test says when another came, or none.</summary>
public sealed class ExpectTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);

    private void Tell(params object[] messages)
    {
        foreach (var message in messages) TestActor.Tell(message);
    }

    private static void FailsWith(string text, Action action) =>
        Assert.Contains(text, Assert.ThrowsAny<XunitException>(action).Message);

    [Fact]
    public void Messages_come_in_the_order_of_their_sending()
    {
        Tell(Enumerable.Range(0, 1000).Cast<object>().ToArray());

        for (var i = 0; i < 1000; i++) ExpectMsg(i);
    }

    [Fact]
    public void Message_is_there_when_Tell_returns()
    {
        Assert.False(HasMessages);
        Tell("x");
        Assert.True(HasMessages);
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
        Assert.False(HasMessages);
    }

    [Fact]
    public void Expected_message_is_returned()
    {
        Tell("a", "b", "c", "d", 5);

        Assert.Equal("a", ExpectMsg("a"));
        Assert.Equal("b", ExpectMsg<string>());
        Assert.Equal("c", ExpectMsg<string>(message => message == "c"));
        Assert.Equal("d", ExpectMsg<string>(message => Assert.Equal("d", message)));
        Assert.Equal(5, ExpectMsg<object>());
    }

    [Fact]
    public void Late_message_is_waited_for()
    {
        Sys.Scheduler.ScheduleTellOnce(_short, TestActor, "late", ActorRefs.NoSender);

        ExpectMsg("late", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Equal_collections_are_equal_messages()
    {
        Tell(new List<int> { 1, 2 }, new[] { "x", "y" });

        ExpectMsg(new List<int> { 1, 2 });
        ExpectMsg(new[] { "x", "y" });
    }

    [Fact]
    public void Missing_message_fails_with_type_time_and_hint()
    {
        FailsWith("Timeout 00:00:00.0500000 while waiting for a message of type System.String", () => ExpectMsg("x", _short));
        FailsWith("Timeout 00:00:00.0500000 while waiting for a message of type System.String the hint", () => ExpectMsg<string>(_short, "the hint"));
        FailsWith("Timeout 00:00:00.0500000 while waiting for a message of type System.String", () => ExpectMsg<string>(text => text == "x", _short));
    }

    [Fact]
    public void Message_of_another_type_fails_with_both_types_and_the_sender()
    {
        Tell(5, 6);

        FailsWith("Expected a message of type System.String, but received {5} (type System.Int32) instead", () => ExpectMsg("x", _short));
        FailsWith($"instead the hint from {TestActor}", () => ExpectMsg<string>(_short, "the hint"));
    }

    [Fact]
    public void Another_message_fails_with_both()
    {
        Tell("y", "z", "w");

        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg("x", _short)).Message;
        Assert.Contains("x", failure);
        Assert.Contains("y", failure);
        FailsWith("the message {z} of type <System.String> did not match", () => ExpectMsg<string>(text => text == "x", _short));
        FailsWith("boo", () => ExpectMsg<string>(_ => Assert.Fail("boo"), _short));
    }

    [Fact]
    public void Any_of_several_messages_is_accepted()
    {
        Tell("y", "z");

        Assert.Equal("y", ExpectMsgAnyOf(["x", "y"]));
        FailsWith("ExpectMsgAnyOf found unexpected z", () => ExpectMsgAnyOf(["x", "y"]));
    }

    [Fact]
    public void All_of_several_messages_are_accepted_in_any_order()
    {
        Tell("y", "x", "z", "x", "x", "x", "x");

        Assert.Equal(["y", "x"], ExpectMsgAllOf<string>(["x", "y"]));
        FailsWith("not found [y] found unexpected [z]", () => ExpectMsgAllOf<string>(["x", "y"]));
        FailsWith("not found [y] found unexpected [x]", () => ExpectMsgAllOf<string>(["x", "y"]));
        FailsWith("Timeout (00:00:00.0500000) while expecting 2 messages. Only got 1 after", () => ExpectMsgAllOf<string>(_short, ["x", "x"]));
    }

    [Fact]
    public void No_message_is_expected()
    {
        ExpectNoMsg(_short);
        ExpectNoMsg(0);
        Tell("y", "z");

        FailsWith($"Expected no messages during 00:00:00.0500000, instead we received <y> from {TestActor}", () => ExpectNoMsg(_short));
        FailsWith("instead we received <z>", () => ExpectNoMsg(0));
    }

    [Fact]
    public void Messages_are_received_one_by_one_or_many()
    {
        Tell(1, 2, 3);

        Assert.Equal(1, ReceiveOne(_short));
        Assert.Equal([2, 3], ReceiveN(2));
        Assert.Null(ReceiveOne(_short));
        Tell(4);
        FailsWith("Timeout (00:00:00.0500000) while expecting 2 messages. Only got 1 after", () => ReceiveN(2, _short));
    }

    [Fact]
    public void Fishing_drops_what_comes_before()
    {
        Tell(1, "a", 3, 4, "b");

        Assert.Equal(3, FishForMessage(message => message is 3));
        Assert.Equal("b", FishForMessage<string>(_ => true));
        FailsWith("Timeout (00:00:00.0500000) during fishForMessage, hint: a shark", () => FishForMessage(_ => true, _short, "a shark"));
    }

    [Fact]
    public void Ignored_messages_do_not_come()
    {
        IgnoreMessages(message => message is int);
        Tell(1, "a", 2);
        IgnoreNoMessages();
        Tell(3);

        ExpectMsg("a");
        ExpectMsg(3);
    }
}
