using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace EmbeddedAkka.Tests.Remote;

/// <summary>Several systems of one process that reach each other over TCP on loopback. The first is <see cref="EngineSpec.System"/>.</summary>
public abstract class RemoteSpec(string config = "") : EngineSpec(config + Remoting), IAsyncLifetime
{
    protected const string Remoting = $$"""

        akka.actor {
          provider = remote
          serializers.notes = "EmbeddedAkka.Tests.Remote.NoteSerializer, EmbeddedAkka.Tests"
          serialization-bindings {
            "EmbeddedAkka.Tests.Remote.INote, EmbeddedAkka.Tests" = notes
          }
        }
        akka.remote {
          dot-netty.tcp {
            hostname = "127.0.0.1"
            port = 0
            tcp-reuse-addr = off
          }
          retry-gate-closed-for = 200 ms
          watch-failure-detector {
            heartbeat-interval = 100 ms
            acceptable-heartbeat-pause = 1 s
            unreachable-nodes-reaper-interval = 100 ms
            expected-response-after = 100 ms
          }
        }
        """;

    private readonly List<ActorSystem> _others = [];
    private readonly List<FaultyProxy> _proxies = [];

    public new async Task DisposeAsync()
    {
        foreach (var proxy in _proxies)
            proxy.Heal();
        await Task.WhenAll(_others.Select(other => other.Terminate())).WaitAsync(Patience);
        await base.DisposeAsync();
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
    }

    /// <summary>Another system, which the test's end terminates too.</summary>
    protected ActorSystem NewSystem(string config = "", string name = "other")
    {
        var quiet = ConfigurationFactory.ParseString(Quiet).WithFallback(ConfigurationFactory.ParseString(Remoting));
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(config).WithFallback(quiet));
        _others.Add(system);
        return system;
    }

    private protected FaultyProxy NewProxy()
    {
        var proxy = new FaultyProxy();
        _proxies.Add(proxy);
        return proxy;
    }

    /// <summary>Another system, to which all comes through the proxy.</summary>
    private protected ActorSystem NewSystemBehind(FaultyProxy proxy, string config = "") => NewSystem(
        $"akka.remote.dot-netty.tcp {{ port = {proxy.TargetPort}, public-hostname = \"127.0.0.1\", public-port = {proxy.Port} }}\n{config}");

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    protected static string PathOn(ActorSystem system, string path) => AddressOf(system) + path;

    /// <summary>The reference to an actor as another system has it.</summary>
    protected static Task<IActorRef> SeenFrom(ActorSystem system, ActorSystem owner, IActorRef actor) =>
        system.ActorSelection(PathOn(owner, actor.Path.ToStringWithoutAddress())).ResolveOne(Patience);

    /// <summary>An actor that sends back all that it is sent.</summary>
    protected static IActorRef Echo(ActorSystem system, string? name = null) =>
        system.ActorOf(new Script { OnMessage = (context, message) => context.Sender.Tell(message) }.Props, name);

    /// <summary>An actor "phoenix" whose child "echo" gives way to another incarnation with every message; the answer says when that lives.</summary>
    protected static async Task<IActorRef> Phoenix(ActorSystem system)
    {
        var asking = ActorRefs.Nobody as IActorRef;
        var echo = new Script { OnMessage = (context, message) => context.Sender.Tell(message) }.Props;
        var phoenix = system.ActorOf(
            new Script
            {
                OnStart = context => context.ActorOf(echo, "echo"),
                OnMessage = (context, message) =>
                {
                    if (message is Terminated)
                    {
                        asking.Tell(context.ActorOf(echo, "echo"));
                        return;
                    }
                    asking = context.Sender;
                    context.Stop(context.Watch(context.Child("echo")));
                },
            }.Props,
            "phoenix");
        await phoenix.Ask("live", Patience);
        return phoenix;
    }

    /// <summary>The log of a system whose log level is as severe as that of the events.</summary>
    protected static Inbox Log<TEvent>(ActorSystem system)
        where TEvent : LogEvent
    {
        var inbox = NewInbox(system);
        system.EventStream.Subscribe<TEvent>(inbox.Ref);
        return inbox;
    }

    protected static Inbox DeadLettersOf(ActorSystem system)
    {
        var inbox = NewInbox(system);
        system.EventStream.Subscribe<DeadLetter>(inbox.Ref);
        return inbox;
    }

    /// <summary>The next line of a log that holds the text.</summary>
    protected static async Task<string> NextWith(Inbox log, string text)
    {
        while (true)
        {
            var line = (await log.Next<LogEvent>()).Message.ToString()!;
            if (line.Contains(text))
                return line;
        }
    }
}
