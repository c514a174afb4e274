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
    public async Task A_dispatcher_may_come_with_defaults_that_are_put_below_the_settings_of_a_running_system()
    {
        Assert.False(System.Dispatchers.HasDispatcher("late"));
        System.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("""
            late { type = PinnedDispatcher }
            greedy.throughput = 1
            """));

        Assert.Equal("late", await System.ActorOf(new Script { OnMessage = (context, _) => context.Sender.Tell(context.Dispatcher.Id) }
            .Props.WithDispatcher("late")).Ask("which?", Patience));
        Assert.Equal(1000, System.Dispatchers.Lookup("greedy").Throughput);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Actors_that_share_a_thread_take_turns_of_as_many_messages_as_the_throughput_says(int throughput)
    {
        const int each = 20;
        using var system = ActorSystem.Create("one-thread", ConfigurationFactory.ParseString($$"""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            one-thread {
              type = ForkJoinDispatcher
              throughput = {{throughput}}
              dedicated-thread-pool {
                thread-count = 1
              }
            }
            """));
        using var begin = new ManualResetEventSlim();
        var order = new ConcurrentQueue<string>();
        var left = 2 * each;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (one, two) = (Handling("one"), Handling("two"));
        // An actor may be made later than its reference; and when the last one answers, the only thread has ended the others' turns.
        foreach (var actor in new[] { one, two, Handling("nothing") })
            await actor.Ask("made?", Patience);
        for (var number = 0; number < each; number++)
            one.Tell("message");
        for (var number = 0; number < each; number++)
            two.Tell("message");
        begin.Set();
        await done.Task.WaitAsync(Patience);

        // Akka.NET goes on for one message more; the last turns are short of messages.
        var wholeTurns = Turns(order).Take((2 * (each / (throughput + 1))) - 1);
        Assert.All(wholeTurns, turn => Assert.InRange(turn, throughput, throughput + 1));

        IActorRef Handling(string name) => system.ActorOf(new Script
        {
            OnMessage = (context, message) =>
            {
                if (message is "made?")
                {
                    context.Sender.Tell(message);
                    return;
                }
                begin.Wait(Patience);
                order.Enqueue(name);
                if (Interlocked.Decrement(ref left) == 0)
                    done.SetResult();
            },
        }.Props.WithDispatcher("one-thread"));

        static IEnumerable<int> Turns(IEnumerable<string> order)
        {
            var (last, length) = ("", 0);
            foreach (var name in order)
            {
                if (name != last && length > 0)
                    yield return length;
                (last, length) = (name, name == last ? length + 1 : 1);
            }
        }
    }

    [Fact]
    public async Task An_actor_gives_way_when_its_time_is_over_whatever_its_throughput()
    {
        var inbox = NewInbox();
        using var system = ActorSystem.Create("one-thread", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            one-thread {
              type = ForkJoinDispatcher
              throughput = 1000000000
              throughput-deadline-time = 10 ms
              dedicated-thread-pool {
                thread-count = 1
              }
            }
            """));
        var greedy = system.ActorOf(new Script { OnMessage = (context, message) => context.Self.Forward(message) }.Props.WithDispatcher("one-thread"));
        greedy.Tell("for ever");
        var modest = system.ActorOf(new Script { OnMessage = (_, message) => inbox.Ref.Tell(message) }.Props.WithDispatcher("one-thread"));
        for (var number = 0; number < 3; number++)
        {
            modest.Tell(number);
            await inbox.Expect(number);
        }
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
