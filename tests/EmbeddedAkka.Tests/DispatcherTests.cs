using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace EmbeddedAkka.Tests;

public sealed class DispatcherTests() : EngineSpec("""
    pinned {
      type = PinnedDispatcher
    }
    three-threads {
      type = ForkJoinDispatcher
      throughput = 7
      dedicated-thread-pool {
        thread-count = 3
      }
    }
    greedy {
      type = Dispatcher
      throughput = 1000
    }
    """)
{
    [Fact]
    public async Task A_pinned_actor_runs_on_a_thread_of_its_own_always_the_same()
    {
        var (one, two) = (await Threads("pinned", actors: 1), await Threads("pinned", actors: 1));
        Assert.Single(one);
        Assert.Single(two);
        Assert.NotEqual(one.Single(), two.Single());
    }

    [Fact]
    public async Task A_pinned_actor_stays_on_its_thread_across_await_and_restart()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Awaiting(inbox.Ref)).WithDispatcher("pinned"));
        actor.Tell("await");
        var (before, after) = (await inbox.Next(), await inbox.Next());
        actor.Tell("fail");
        actor.Tell("await");
        Assert.Equal([before, before, before], [after, await inbox.Next(), await inbox.Next()]);
    }

    [Fact]
    public async Task Dedicated_threads_are_used_and_no_others()
    {
        var threads = await Threads("three-threads", actors: 20);
        Assert.InRange(threads.Count, 1, 3);
    }

    [Fact]
    public async Task An_actor_that_blocks_a_dedicated_thread_leaves_other_dispatchers_alone()
    {
        using var release = new ManualResetEventSlim();
        var inbox = NewInbox();
        var blocked = System.ActorOf(new Script
        {
            OnMessage = (_, message) =>
            {
                inbox.Ref.Tell(message);
                release.Wait(Patience);
            },
        }.Props.WithDispatcher("three-threads"));
        blocked.Tell("blocked");
        await inbox.Expect("blocked");
        Assert.Equal("free", await ActorOf((context, message) => context.Sender.Tell(message)).Ask("free", Patience));
        release.Set();
    }

    [Fact]
    public void Dispatchers_take_their_settings_from_the_configuration()
    {
        Assert.Equal(1000, System.Dispatchers.Lookup("greedy").Throughput);
        Assert.Equal(7, System.Dispatchers.Lookup("three-threads").Throughput);
        Assert.Equal("greedy", System.Dispatchers.Lookup("greedy").Id);
        Assert.Equal("akka.actor.default-dispatcher", System.Dispatchers.DefaultGlobalDispatcher.Id);
    }

    [Fact]
    public async Task An_actor_knows_its_dispatcher()
    {
        var actor = System.ActorOf(new Script { OnMessage = (context, _) => context.Sender.Tell(context.Dispatcher.Id) }.Props.WithDispatcher("greedy"));
        Assert.Equal("greedy", await actor.Ask("which?", Patience));
    }

    [Fact]
    public void An_unknown_dispatcher_is_an_error_that_names_it()
    {
        var failure = Assert.Throws<ConfigurationException>(() => System.ActorOf(new Script().Props.WithDispatcher("nowhere"), "lost"));
        Assert.Equal("Dispatcher [nowhere] not configured for path akka://spec/user/lost", failure.Message);
        Assert.Throws<ConfigurationException>(() => System.Dispatchers.Lookup("nowhere"));
        Assert.False(System.Dispatchers.HasDispatcher("nowhere"));
        System.ActorOf(new Script().Props, "lost");
    }

    [Fact]
    public async Task An_actor_gives_way_after_its_throughput()
    {
        // One thread, two actors: the first cannot keep it for all of its messages.
        var order = new ConcurrentQueue<string>();
        using var system = ActorSystem.Create("one-thread", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            one-thread {
              type = ForkJoinDispatcher
              throughput = 5
              dedicated-thread-pool {
                thread-count = 1
              }
            }
            """));
        var done = new TaskCompletionSource();
        using var begin = new ManualResetEventSlim();
        var greedy = system.ActorOf(new Script
        {
            OnMessage = (_, message) =>
            {
                begin.Wait(Patience);
                order.Enqueue("greedy");
                if (message is "last")
                    done.SetResult();
            },
        }.Props.WithDispatcher("one-thread"));
        var started = new TaskCompletionSource();
        var modest = system.ActorOf(new Script
        {
            OnMessage = (_, message) =>
            {
                if (message is "start")
                    started.SetResult();
                else
                    order.Enqueue("modest");
            },
        }.Props.WithDispatcher("one-thread"));
        modest.Tell("start");
        await started.Task.WaitAsync(Patience); // an actor may be made later than its reference
        for (var number = 0; number < 99; number++)
            greedy.Tell("message");
        greedy.Tell("last");
        modest.Tell("message");
        begin.Set();
        await done.Task.WaitAsync(Patience);
        Assert.InRange(order.ToList().IndexOf("modest"), 0, 10);
    }

    private async Task<HashSet<int>> Threads(string dispatcher, int actors)
    {
        const int messages = 200;
        var threads = new ConcurrentDictionary<int, bool>();
        var left = actors * messages;
        var done = new TaskCompletionSource();
        var script = new Script
        {
            OnMessage = (_, _) =>
            {
                threads.TryAdd(Environment.CurrentManagedThreadId, true);
                if (Interlocked.Decrement(ref left) == 0)
                    done.SetResult();
            },
        };
        var refs = Enumerable.Range(0, actors).Select(_ => System.ActorOf(script.Props.WithDispatcher(dispatcher))).ToList();
        for (var number = 0; number < messages; number++)
        {
            foreach (var actor in refs)
                actor.Tell(number);
        }
        await done.Task.WaitAsync(Patience);
        return [.. threads.Keys];
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting(IActorRef inbox)
        {
            Receive<string>(message => message == "fail", _ => throw new Boom());
            ReceiveAnyAsync(async _ =>
            {
                inbox.Tell(Environment.CurrentManagedThreadId);
                await Task.Yield();
                inbox.Tell(Environment.CurrentManagedThreadId);
            });
        }
    }
}
