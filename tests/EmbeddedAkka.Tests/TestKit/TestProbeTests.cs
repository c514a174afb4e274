using Akka.Actor;
using Xunit.Sdk;

namespace EmbeddedAkka.Tests.TestKit;

/// <summary>Probes as receivers, senders and watchers.</summary>
public sealed class TestProbeTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef to) => ReceiveAny(to.Forward);
    }

    [Fact]
    public void Test_actor_is_the_sender_of_what_the_test_tells()
    {
        ActorOf(Props.Create<Echo>()).Tell("x");

        ExpectMsg("x");
    }

    [Fact]
    public async Task Test_actor_is_the_sender_behind_an_await_too()
    {
        var echo = ActorOf(Props.Create<Echo>());
        await Task.Delay(1);
        echo.Tell("x");
        ExpectMsg("x");
        await Task.Run(() => { });
        await Task.Yield();
        echo.Tell("y");
        ExpectMsg("y");
    }

    [Fact]
    public void Each_probe_receives_its_own_messages_in_order()
    {
        var (a, b) = (CreateTestProbe(), CreateTestProbe());
        for (var i = 0; i < 100; i++)
        {
            a.Tell(i);
            b.Tell(-i);
        }

        for (var i = 0; i < 100; i++)
        {
            a.ExpectMsg(i);
            b.ExpectMsg(-i);
        }

        Assert.False(HasMessages);
    }

    [Fact]
    public async Task Messages_of_each_sender_keep_their_order()
    {
        var probe = CreateTestProbe();
        var echo = ActorOf(Props.Create<Relay>(probe.Ref));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) (i % 2 == 0 ? probe.Ref : probe).Tell((sender, i));
        })));
        echo.Tell("end");

        var received = probe.ReceiveN(2001);
        Assert.Equal("end", received.Last());
        Assert.All(
            received.OfType<(int Sender, int Number)>().GroupBy(message => message.Sender),
            messages => Assert.Equal(Enumerable.Range(0, 500), messages.Select(message => message.Number)));
    }

    [Fact]
    public void Probe_is_the_sender_of_what_it_sends()
    {
        var probe = CreateTestProbe();
        probe.Send(ActorOf(Props.Create<Echo>()), "x");
        probe.ExpectMsg("x");
        probe.Send(TestActor, "y");
        ExpectMsg("y");

        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Probe_answers_the_last_sender()
    {
        var probe = CreateTestProbe();
        probe.Tell("question");
        probe.ExpectMsg("question");
        probe.Reply("answer");

        ExpectMsg("answer");
        Assert.Equal(probe.Ref, LastSender);
        Assert.Equal("answer", LastMessage);
        Assert.Equal(TestActor, probe.Sender);
    }

    [Fact]
    public void Probe_passes_the_last_message_on_with_its_sender()
    {
        var (probe, origin) = (CreateTestProbe(), CreateTestProbe());
        probe.Ref.Tell("x", origin);
        probe.ExpectMsg("x");
        probe.Forward(TestActor);
        probe.Forward(TestActor, "y");

        ExpectMsg("x");
        Assert.Equal(origin.Ref, LastSender);
        ExpectMsg("y");
        Assert.Equal(origin.Ref, LastSender);
    }

    [Fact]
    public void There_is_no_last_sender_before_the_first_message()
    {
        var probe = CreateTestProbe();

        Assert.Throws<IllegalActorStateException>(() => LastSender);
        Assert.Throws<IllegalActorStateException>(() => LastMessage);
        Assert.Throws<IllegalActorStateException>(() => probe.Reply("x"));
        Tell();
        ExpectMsg("x");
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        Assert.Throws<IllegalActorStateException>(() => LastSender);

        void Tell() => TestActor.Tell("x");
    }

    [Fact]
    public void Probe_is_a_reference_to_itself()
    {
        var probe = CreateTestProbe("named");

        Assert.Equal("akka://test/system/named", probe.Ref.Path.ToString());
        Assert.True(probe.Equals(probe.Ref));
        Assert.True(probe.Ref.Equals(probe));
        Assert.Equal(probe.GetHashCode(), probe.Ref.GetHashCode());
        Assert.Equal(probe.Ref, probe.TestActor);
        Assert.Contains(probe.Ref.ToString()!, probe.ToString());
        Assert.NotEqual(probe.Ref.Path, CreateTestProbe().Ref.Path);
    }

    [Fact]
    public void Watched_actor_is_seen_to_end()
    {
        var actor = ActorOf(Props.Create<Echo>());
        Watch(actor);
        Sys.Stop(actor);

        Assert.Equal(actor, ExpectTerminated(actor).ActorRef);
    }

    [Fact]
    public void Watched_probe_is_seen_to_end_also_if_it_has_ended_before()
    {
        var probe = CreateTestProbe();
        Watch(probe);
        probe.Tell(PoisonPill.Instance);
        ExpectTerminated(probe);
        Watch(probe);

        ExpectTerminated(probe);
    }

    [Fact]
    public void Probe_watches_on_its_own()
    {
        var probe = CreateTestProbe();
        var actor = ActorOf(Props.Create<Echo>());
        probe.Watch(actor);
        actor.Tell(PoisonPill.Instance);

        probe.ExpectTerminated(actor);
        ExpectNoMsg(0);
    }

    [Fact]
    public void Unwatched_actor_ends_unseen()
    {
        var (first, second) = (ActorOf(Props.Create<Echo>()), ActorOf(Props.Create<Echo>()));
        Watch(first);
        Watch(second);
        Unwatch(first);
        Sys.Stop(first);
        Sys.Stop(second);

        ExpectTerminated(second);
        ExpectNoMsg(_short);
    }

    [Fact]
    public void End_of_another_actor_is_not_the_expected_one()
    {
        var (ending, other) = (CreateTestProbe("ending"), CreateTestProbe("other"));
        Watch(ending);
        Sys.Stop(ending);

        var failure = Assert.ThrowsAny<XunitException>(() => ExpectTerminated(other)).Message;
        Assert.Contains("/system/ending", failure);
        Assert.Contains("/system/other", failure);
        Assert.Contains($"Terminated {other}", Assert.ThrowsAny<XunitException>(() => ExpectTerminated(other, _short)).Message);
    }
}
