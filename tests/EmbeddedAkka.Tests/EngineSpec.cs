using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;

namespace EmbeddedAkka.Tests;

/// <summary>A quiet actor system for each test; that it terminates is part of every test.</summary>
public abstract class EngineSpec : IAsyncLifetime
{
    /// <summary>How long to wait for what must come. It decides nothing but when to give up.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected const string Quiet = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        """;

    protected EngineSpec(string config = "") =>
        System = ActorSystem.Create("spec", ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString(Quiet)));

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await System.Terminate().WaitAsync(Patience);

    protected IActorRef ActorOf(Script script, string? name = null) => System.ActorOf(script.Props, name);

    protected IActorRef ActorOf(Action<IUntypedActorContext, object> onMessage, string? name = null) =>
        ActorOf(new Script { OnMessage = onMessage }, name);

    /// <summary>An actor that makes a child of what it is sent, a script or props, and stops the child that it is sent; it answers when that is done.</summary>
    protected IActorRef Parent(SupervisorStrategy? strategy = null) => ActorOf(new Script
    {
        Strategy = strategy,
        OnMessage = (context, message) =>
        {
            if (message is IActorRef child)
                context.Stop(child);
            context.Sender.Tell(message switch
            {
                Script script => context.ActorOf(script.Props),
                Props props => context.ActorOf(props),
                _ => message,
            });
        },
    });

    protected Inbox NewInbox() => NewInbox(System);

    protected static Inbox NewInbox(ActorSystem system)
    {
        var inbox = new Inbox();
        inbox.Ref = system.ActorOf(new Script { OnMessage = (context, message) => inbox.Add(message, context.Sender) }.Props);
        return inbox;
    }

    /// <summary>Has an actor of a system watch another, and put what it is told of it into the inbox.</summary>
    protected static async Task Watch(ActorSystem system, IActorRef other, Inbox inbox)
    {
        var watching = new TaskCompletionSource();
        system.ActorOf(new Script
        {
            OnStart = context =>
            {
                context.Watch(other);
                watching.SetResult();
            },
            OnMessage = (_, message) => inbox.Add(message, ActorRefs.NoSender),
        }.Props);
        await watching.Task.WaitAsync(Patience);
    }

    /// <summary>An actor's messages, for a test to take one by one.</summary>
    protected sealed class Inbox
    {
        private readonly Channel<(object Message, IActorRef Sender)> _messages = Channel.CreateUnbounded<(object, IActorRef)>();

        public IActorRef Ref { get; internal set; } = ActorRefs.Nobody;

        public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

        public async Task<object> Next()
        {
            var (message, sender) = await _messages.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            LastSender = sender;
            return message;
        }

        public async Task<T> Next<T>() => Assert.IsType<T>(await Next(), exactMatch: false);

        /// <summary>Fails unless exactly these come next, in this order.</summary>
        public async Task Expect(params object[] messages)
        {
            foreach (var message in messages)
                Assert.Equal(message, await Next());
        }

        /// <summary>Fails unless exactly these come next, in whatever order.</summary>
        public async Task ExpectInAnyOrder(params string[] messages)
        {
            var received = new List<string>();
            while (received.Count < messages.Length)
                received.Add(await Next<string>());
            Assert.Equal(messages.Order(), received.Order());
        }

        /// <summary>Fails if anything waits that was sent before this call.</summary>
        public async Task ExpectNothingMore()
        {
            var end = new object();
            Ref.Tell(end, ActorRefs.NoSender);
            Assert.Same(end, await Next());
        }

        /// <summary>Puts in what an actor cannot forward, such as a <see cref="Terminated"/>.</summary>
        public void Add(object message, IActorRef sender) => _messages.Writer.TryWrite((message, sender));
    }
}
