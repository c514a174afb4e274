using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests.Remote;

public sealed class RemoteConnectionTests : RemoteSpec
{
    [Fact]
    public async Task A_connection_that_breaks_is_made_again()
    {
        var proxy = NewProxy();
        var other = NewSystemBehind(proxy);
        var seen = await SeenFrom(System, other, Echo(other));
        for (var round = 0; round < 3; round++)
        {
            proxy.CloseAll();
            await UntilAnswered(seen);
        }
        Assert.True(proxy.Accepted >= 2);
    }

    [Fact]
    public async Task A_node_that_was_cut_off_is_reached_again_when_the_net_is_whole()
    {
        var proxy = NewProxy();
        var other = NewSystemBehind(proxy);
        var seen = await SeenFrom(System, other, Echo(other));
        var letters = DeadLettersOf(System);
        proxy.Cut();
        await UntilDead(seen, letters);
        proxy.Heal();
        await UntilAnswered(seen);
    }

    [Fact]
    public async Task What_is_sent_while_the_gate_is_closed_is_a_dead_letter()
    {
        var patient = NewSystem("akka.remote.retry-gate-closed-for = 1 h", "patient");
        var proxy = NewProxy();
        var other = NewSystemBehind(proxy);
        var seen = await SeenFrom(patient, other, Echo(other));
        var letters = DeadLettersOf(patient);
        proxy.Cut();
        await UntilDead(seen, letters);
        proxy.Heal();
        seen.Tell(new Note("gated"), ActorRefs.NoSender);
        while (!(await letters.Next<DeadLetter>()).Message.Equals(new Note("gated")))
        {
        }
    }

    [Fact]
    public async Task A_slow_net_delays_and_loses_nothing()
    {
        var proxy = NewProxy();
        proxy.Delay = TimeSpan.FromMilliseconds(20);
        var other = NewSystemBehind(proxy);
        var inbox = NewInbox(other);
        var seen = await SeenFrom(System, other, inbox.Ref);
        for (var number = 0; number < 500; number++)
            seen.Tell(number, ActorRefs.NoSender);
        await inbox.Expect([.. Enumerable.Range(0, 500).Cast<object>()]);
    }

    [Fact]
    public async Task What_was_told_before_the_end_of_a_system_arrives()
    {
        var inbox = NewInbox();
        var other = NewSystem();
        var seen = await SeenFrom(other, System, inbox.Ref);
        for (var number = 0; number < 100; number++)
            seen.Tell(number, ActorRefs.NoSender);
        await other.Terminate().WaitAsync(Patience);
        await inbox.Expect([.. Enumerable.Range(0, 100).Cast<object>()]);
    }

    [Fact]
    public async Task Many_systems_talk_to_one_at_a_time()
    {
        var echo = Echo(System);
        var others = Enumerable.Range(0, 5).Select(number => NewSystem(name: $"other{number}")).ToList();
        var seen = await Task.WhenAll(others.Select(other => SeenFrom(other, System, echo)));
        Assert.All(await Task.WhenAll(seen.Select(one => one.Ask(new Note("hello"), Patience))), answer => Assert.Equal(new Note("hello"), answer));
    }

    // A frame of something else; a length beyond all frames; a negative one.
    [Theory]
    [InlineData(64, 64)]
    [InlineData(int.MaxValue, 64)]
    [InlineData(-5, 64)]
    public async Task Garbage_is_answered_with_the_end_of_the_connection(int length, int bytes)
    {
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(IPAddress.Loopback, AddressOf(System).Port!.Value);
        var garbage = new byte[4 + bytes];
        new Random(length).NextBytes(garbage);
        BinaryPrimitives.WriteInt32LittleEndian(garbage, length);
        await stranger.GetStream().WriteAsync(garbage);
        await UntilClosed(stranger.GetStream()).WaitAsync(Patience);
        var other = NewSystem();
        Assert.Equal("hello", await (await SeenFrom(other, System, Echo(System))).Ask("hello", Patience));
    }

    [Fact]
    public void Others_know_a_system_by_its_public_address()
    {
        var proxy = NewProxy();
        Assert.Equal($"akka.tcp://other@127.0.0.1:{proxy.Port}", AddressOf(NewSystemBehind(proxy)).ToString());
    }

    private static async Task UntilClosed(NetworkStream stream)
    {
        try
        {
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Closed without ceremony.
        }
    }

    /// <summary>Asks until an answer comes: a message may be lost with its connection.</summary>
    private static async Task UntilAnswered(IActorRef echo)
    {
        while (true)
        {
            try
            {
                await echo.Ask("hello", TimeSpan.FromMilliseconds(500));
                return;
            }
            catch (AskTimeoutException)
            {
            }
        }
    }

    /// <summary>Tells until the system knows that it cannot.</summary>
    private static async Task UntilDead(IActorRef seen, Inbox letters)
    {
        var letter = letters.Next<DeadLetter>();
        while (!letter.IsCompleted)
        {
            seen.Tell(new Note("lost"), ActorRefs.NoSender);
            await Task.WhenAny(letter, Task.Delay(20));
        }
        await letter;
    }
}
