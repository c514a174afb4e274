using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActorPipeline.Cluster.Gate;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorPipeline.Cluster.Tests.Gate;

/// <summary>Systems of one process with and without the gate.</summary>
public sealed class TokenGateSpec : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("gate-").FullName;
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate())).WaitAsync(_patience);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nodes_that_know_the_token_talk_both_ways()
    {
        var (one, two) = (Gated("one", "0123456789abcdef"), Gated("two", " 0123456789abcdef\n"));
        Assert.Equal("hello", await Ask(one, two));
        Assert.Equal("hello", await Ask(two, one));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => EchoOf(one, two).Ask<int>(number, _patience)));
        Assert.Equal(Enumerable.Range(0, 200), answers);
    }

    [Fact]
    public async Task Another_token_or_none_gets_no_answer()
    {
        var inside = Gated("inside", "0123456789abcdef");
        var (other, none) = (Gated("other", "fedcba9876543210"), Start("none", ""));
        foreach (var outside in new[] { other, none })
        {
            var failed = Failures(outside);
            EchoOf(outside, inside).Tell("hello");
            await failed.WaitAsync(_patience);
            await Assert.ThrowsAsync<ActorNotFoundException>(() => EchoOf(outside, inside).ResolveOne(TimeSpan.FromMilliseconds(500)));
        }
        var refused = Failures(inside);
        EchoOf(inside, other).Tell("hello");
        await refused.WaitAsync(_patience);
        Assert.Equal("hello", await Ask(inside, Gated("friend", "0123456789abcdef")));
    }

    [Fact]
    public async Task A_handshake_that_was_listened_to_opens_nothing()
    {
        var (one, two) = (Gated("one", "0123456789abcdef"), Gated("two", "0123456789abcdef"));
        using var wire = new TcpListener(IPAddress.Loopback, 0);
        wire.Start();
        var heard = Listen(wire, AddressOf(two).Port!.Value);
        one.ActorSelection($"akka.tcp://two@127.0.0.1:{((IPEndPoint)wire.LocalEndpoint).Port}/user/echo").Tell("hello");
        var (greeting, proof) = await heard.WaitAsync(_patience);

        using var replay = new TcpClient();
        await replay.ConnectAsync(IPAddress.Loopback, AddressOf(two).Port!.Value);
        await Write(replay.GetStream(), greeting);
        await Write(replay.GetStream(), proof);
        Assert.Equal(GateHandshake.GreetingLength, (await Read(replay.GetStream()))!.Length);
        Assert.Null(await Read(replay.GetStream()).WaitAsync(_patience));
        Assert.Equal("hello", await Ask(one, two));
    }

    [Fact]
    public async Task Garbage_is_answered_with_the_end_of_the_connection()
    {
        var inside = Gated("inside", "0123456789abcdef");
        foreach (var length in new[] { 1, 37, 32_000 })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, AddressOf(inside).Port!.Value);
            await Write(client.GetStream(), new byte[length]);
            Assert.Equal(GateHandshake.GreetingLength, (await Read(client.GetStream()).WaitAsync(_patience))!.Length);
            Assert.Null(await Read(client.GetStream()).WaitAsync(_patience));
        }
    }

    [Fact]
    public async Task Silence_is_answered_with_the_end_of_the_connection()
    {
        var inside = Gated("inside", "0123456789abcdef");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, AddressOf(inside).Port!.Value);
        await Read(client.GetStream());
        Assert.Null(await Read(client.GetStream()).WaitAsync(_patience));
    }

    [Fact]
    public async Task The_log_tells_of_strangers_now_and_then_and_never_the_token()
    {
        var inside = Gated("inside", "0123456789abcdef");
        var lines = new List<string>();
        var told = new TaskCompletionSource();
        inside.EventStream.Subscribe(inside.ActorOf(Told.Props(Note)), typeof(Warning));
        for (var stranger = 0; stranger < 101; stranger++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, AddressOf(inside).Port!.Value);
            await Write(client.GetStream(), [1]);
            while (await Read(client.GetStream()).WaitAsync(_patience) is not null)
            {
            }
        }
        await told.Task.WaitAsync(_patience);
        lock (lines)
        {
            Assert.StartsWith("cluster port: refused ", lines[0]);
            Assert.InRange(lines.Count, 1, 20);
            Assert.DoesNotContain(lines, line => line.Contains("0123456789abcdef"));
        }

        void Note(object warning)
        {
            lock (lines)
                lines.Add(((Warning)warning).Message.ToString()!);
            told.TrySetResult();
        }
    }

    [Fact]
    public async Task A_silent_crowd_in_front_of_the_gate_leaves_room_for_those_who_know_the_token()
    {
        var inside = Gated("inside", "0123456789abcdef");
        var crowd = Enumerable.Range(0, 300).Select(_ => new TcpClient()).ToList();
        foreach (var one in crowd)
            await one.ConnectAsync(IPAddress.Loopback, AddressOf(inside).Port!.Value);
        var friend = Gated("friend", "0123456789abcdef");
        var answer = EchoOf(friend, inside).Ask<string>("hello", TimeSpan.FromSeconds(1));
        while (await Task.WhenAny(answer, Task.Delay(_patience)) == answer && !answer.IsCompletedSuccessfully)
            answer = EchoOf(friend, inside).Ask<string>("hello", TimeSpan.FromSeconds(1));
        Assert.Equal("hello", await answer);

        Assert.NotNull(await Read(crowd[0].GetStream()).WaitAsync(_patience));
        Assert.Null(await Read(crowd[0].GetStream()).WaitAsync(_patience));
        crowd.ForEach(one => one.Dispose());
    }

    [Theory]
    [InlineData(null, "token-file")]
    [InlineData("short", "at least 16 bytes, found 5")]
    public void A_gate_without_a_token_does_not_open_at_all(string? token, string expected)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Start("gated", GateConfig(token)));
        Assert.Contains(expected, failure.ToString());
    }

    private ActorSystem Gated(string name, string token) => Start(name, GateConfig(token));

    private string GateConfig(string? token)
    {
        var file = Path.Combine(_folder, Guid.NewGuid().ToString());
        if (token is not null)
            File.WriteAllText(file, token);
        return $$"""
            akka.remote {
              adapters.gate = "ActorPipeline.Cluster.Gate.TokenGate,ActorPipeline.Cluster"
              dot-netty.tcp.applied-adapters = [gate]
            }
            {{(token is null ? "" : $"actor-pipeline.cluster.token-file = \"{file}\"")}}
            """;
    }

    /// <summary>A system with an actor that echoes.</summary>
    private ActorSystem Start(string name, string config)
    {
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString("""
            akka {
              loggers = []
              loglevel = WARNING
              stdout-loglevel = OFF
              log-dead-letters = off
              actor.provider = remote
              remote {
                retry-gate-closed-for = 200 ms
                dot-netty.tcp {
                  hostname = "127.0.0.1"
                  port = 0
                  tcp-reuse-addr = off
                }
              }
            }
            """)));
        _systems.Add(system);
        system.ActorOf(Props.Create(() => new Echo()), "echo");
        return system;
    }

    private static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    private static ActorSelection EchoOf(ActorSystem from, ActorSystem of) => from.ActorSelection(AddressOf(of) + "/user/echo");

    private static Task<string> Ask(ActorSystem from, ActorSystem of) => EchoOf(from, of).Ask<string>("hello", _patience);

    /// <summary>Done when a system has said that a connection failed.</summary>
    private static Task Failures(ActorSystem system)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = system.ActorOf(Told.Props(_ => failed.TrySetResult()));
        system.EventStream.Subscribe(listener, typeof(Warning));
        return failed.Task;
    }

    /// <summary>Passes one connection on, and returns the first two frames of who made it.</summary>
    private static async Task<(byte[] Greeting, byte[] Proof)> Listen(TcpListener wire, int port)
    {
        using var from = await wire.AcceptTcpClientAsync();
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, port);
        var back = to.GetStream().CopyToAsync(from.GetStream());
        var greeting = (await Read(from.GetStream()))!;
        await Write(to.GetStream(), greeting);
        var proof = (await Read(from.GetStream()))!;
        to.Client.Shutdown(SocketShutdown.Send);
        await back;
        return (greeting, proof);
    }

    private static async Task Write(NetworkStream stream, byte[] frame)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, frame.Length);
        await stream.WriteAsync((byte[])[.. prefix, .. frame]);
    }

    /// <summary>The next frame, or null at the end.</summary>
    private static async Task<byte[]?> Read(NetworkStream stream)
    {
        try
        {
            var prefix = new byte[4];
            await stream.ReadExactlyAsync(prefix);
            var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
            await stream.ReadExactlyAsync(frame);
            return frame;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Told(Action<object> tell) : UntypedActor
    {
        public static Props Props(Action<object> tell) => Akka.Actor.Props.Create(() => new Told(tell));

        protected override void OnReceive(object message) => tell(message);
    }
}
