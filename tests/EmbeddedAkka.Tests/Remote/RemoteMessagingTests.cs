using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace EmbeddedAkka.Tests.Remote;

public sealed class RemoteMessagingTests : RemoteSpec
{
    private readonly ActorSystem _other;

    public RemoteMessagingTests() => _other = NewSystem("akka.loglevel = ERROR, akka.loggers = []");

    [Fact]
    public async Task A_systems_address_says_where_it_listens()
    {
        var address = AddressOf(_other);
        Assert.Equal(("akka.tcp", "other", "127.0.0.1"), (address.Protocol, address.System, address.Host));
        Assert.True(address.HasGlobalScope);
        Assert.Equal($"akka.tcp://other@127.0.0.1:{address.Port}", address.ToString());
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host!, address.Port!.Value).WaitAsync(Patience);
    }

    [Fact]
    public void Actors_at_home_keep_the_paths_of_their_own_system()
    {
        Assert.Equal("akka://other/user/echo", Echo(_other, "echo").Path.ToString());
        Assert.False(Echo(_other).Path.Address.HasGlobalScope);
    }

    [Fact]
    public async Task A_selection_leads_to_an_actor_of_another_system()
    {
        var echo = Echo(_other, "echo");
        var seen = await SeenFrom(System, _other, echo);
        Assert.Equal(AddressOf(_other) + "/user/echo", seen.Path.ToString());
        Assert.Equal(echo.Path.Uid, seen.Path.Uid);
        Assert.Equal(seen, await System.ActorSelection(new RootActorPath(AddressOf(_other)) / "user" / "echo").ResolveOne(Patience));
        Assert.NotEqual(seen, echo);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_selection_of_nobody_leads_to_nothing(bool remote)
    {
        var selection = System.ActorSelection(remote ? PathOn(_other, "/user/nobody") : "/user/nobody");
        await Assert.ThrowsAsync<ActorNotFoundException>(() => selection.ResolveOne(Patience).WaitAsync(Patience));
        var identity = await selection.Ask<ActorIdentity>(new Identify("who"), Patience);
        Assert.Null(identity.Subject);
        Assert.Equal("who", identity.MessageId);
    }

    [Fact]
    public async Task A_selection_inside_a_system_leads_to_the_actor_itself()
    {
        var echo = Echo(_other, "echo");
        Assert.Same(echo, await _other.ActorSelection("/user/echo").ResolveOne(Patience));
        Assert.Same(echo, await _other.ActorSelection(PathOn(_other, "/user/echo")).ResolveOne(Patience));
        Assert.Same(echo, await _other.ActorSelection(echo.Path).ResolveOne(Patience));
        Assert.Equal("local", await _other.ActorSelection("/user/echo").Ask("local", Patience));
    }

    [Fact]
    public async Task A_selection_finds_the_actor_that_lives_there_when_the_message_comes()
    {
        var phoenix = await Phoenix(_other);
        var selection = System.ActorSelection(PathOn(_other, "/user/phoenix/echo"));
        Assert.Equal(new Note("first"), await selection.Ask(new Note("first"), Patience));
        await phoenix.Ask("again", Patience);
        Assert.Equal(new Note("second"), await selection.Ask(new Note("second"), Patience));
    }

    [Fact]
    public async Task The_sender_of_a_message_from_another_system_can_be_answered()
    {
        var inbox = NewInbox();
        var echo = await SeenFrom(System, _other, Echo(_other));
        echo.Tell(new Note("there and back"), inbox.Ref);
        await inbox.Expect(new Note("there and back"));
        Assert.Equal(echo, inbox.LastSender);
    }

    [Fact]
    public async Task An_actor_selects_and_tells_as_itself()
    {
        var inbox = NewInbox();
        var path = ActorPath.Parse(PathOn(_other, Echo(_other).Path.ToStringWithoutAddress()));
        var asking = ActorOf((context, message) =>
        {
            if (message is "ask by path")
                context.ActorSelection(path).Tell(new Note("to myself"));
            else if (message is "ask by text")
                context.ActorSelection(path.ToString()).Tell(new Note("to myself"));
            else
                inbox.Add(message, context.Sender);
        });
        asking.Tell("ask by path");
        asking.Tell("ask by text");
        await inbox.Expect(new Note("to myself"), new Note("to myself"));
    }

    [Fact]
    public async Task A_question_to_another_system_is_answered()
    {
        var echo = await SeenFrom(System, _other, Echo(_other));
        Assert.Equal(new Note("a"), await echo.Ask<Note>(new Note("a"), Patience));
        Assert.Equal("text", await echo.Ask("text", Patience));
        Assert.Equal(7, await echo.Ask(7, Patience));
        Assert.Equal(7L << 40, await echo.Ask(7L << 40, Patience));
    }

    [Fact]
    public async Task Messages_between_two_actors_keep_their_order()
    {
        var inbox = NewInbox(_other);
        var seen = await SeenFrom(System, _other, inbox.Ref);
        for (var number = 0; number < 2000; number++)
            seen.Tell(number, ActorRefs.NoSender);
        await inbox.Expect([.. Enumerable.Range(0, 2000).Cast<object>()]);
    }

    [Fact]
    public async Task References_travel_and_come_home_as_what_they_were()
    {
        var (inbox, third) = (NewInbox(), NewInbox());
        var echo = await SeenFrom(System, _other, Echo(_other));
        echo.Tell(new Introduction(third.Ref), inbox.Ref);
        Assert.Same(third.Ref, (await inbox.Next<Introduction>()).Actor);
        echo.Tell(new Introduction(echo), inbox.Ref);
        Assert.Equal(echo, (await inbox.Next<Introduction>()).Actor);
    }

    [Fact]
    public async Task A_message_to_a_former_incarnation_is_a_dead_letter_where_that_lived()
    {
        var letters = DeadLettersOf(_other);
        var phoenix = await Phoenix(_other);
        var seen = await System.ActorSelection(PathOn(_other, "/user/phoenix/echo")).ResolveOne(Patience);
        await phoenix.Ask("again", Patience);
        seen.Tell(new Note("too late"), ActorRefs.NoSender);
        Assert.Equal(new Note("too late"), (await letters.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_poison_pill_works_from_afar()
    {
        var stopped = new TaskCompletionSource();
        var victim = _other.ActorOf(new Script { OnStop = _ => stopped.SetResult() }.Props);
        (await SeenFrom(System, _other, victim)).Tell(PoisonPill.Instance, ActorRefs.NoSender);
        await stopped.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_cannot_be_written_is_dropped()
    {
        var inbox = NewInbox(_other);
        var seen = await SeenFrom(System, _other, inbox.Ref);
        seen.Tell(new UnwritableNote(), ActorRefs.NoSender);
        seen.Tell(new Note("next"), ActorRefs.NoSender);
        await inbox.Expect(new Note("next"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_dropped()
    {
        var inbox = NewInbox(_other);
        var seen = await SeenFrom(System, _other, inbox.Ref);
        seen.Tell(new UnreadableNote(), ActorRefs.NoSender);
        seen.Tell(new Note("next"), ActorRefs.NoSender);
        await inbox.Expect(new Note("next"));
    }

    [Fact]
    public async Task A_message_that_fills_more_than_a_frame_is_dropped_and_holds_nothing_up()
    {
        var inbox = NewInbox(_other);
        var seen = await SeenFrom(System, _other, inbox.Ref);
        seen.Tell(new LongNote(100_000), ActorRefs.NoSender);
        seen.Tell(new LongNote(128_000), ActorRefs.NoSender);
        seen.Tell(new Note("next"), ActorRefs.NoSender);
        await inbox.Expect(new LongNote(100_000), new Note("next"));
    }

    [Fact]
    public async Task Messages_for_a_system_of_another_name_are_dropped_with_an_error()
    {
        var errors = Log<Error>(_other);
        var echo = Echo(_other, "echo");
        System.ActorSelection($"akka.tcp://stranger@127.0.0.1:{AddressOf(_other).Port}/user/echo").Tell(new Note("lost"));
        await NextWith(errors, "stranger");
    }

    [Fact]
    public async Task Messages_to_where_nobody_listens_are_dead_letters()
    {
        var proxy = NewProxy();
        var letters = DeadLettersOf(System);
        System.ActorSelection($"akka.tcp://other@127.0.0.1:{proxy.TargetPort}/user/echo").Tell(new Note("lost"));
        await letters.Next<DeadLetter>();
    }

    [Fact]
    public async Task The_port_of_a_system_is_free_when_the_system_has_ended()
    {
        var address = AddressOf(_other);
        await (await SeenFrom(System, _other, Echo(_other))).Ask("hello", Patience);
        await _other.Terminate().WaitAsync(Patience);
        var again = NewSystem($"akka.remote.dot-netty.tcp.port = {address.Port}");
        Assert.Equal(address, AddressOf(again));
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_with_its_number()
    {
        var port = AddressOf(_other).Port;
        var failure = Assert.Throws<AggregateException>(() => NewSystem($"akka.remote.dot-netty.tcp.port = {port}")).Flatten();
        Assert.Contains($"127.0.0.1:{port}", Assert.IsType<RemoteTransportException>(failure.InnerException).Message);
    }
}
