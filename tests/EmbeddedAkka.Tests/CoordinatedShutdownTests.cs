using System.Collections.Concurrent;
using Akka;
using Akka.Actor;
using Akka.Configuration;

namespace EmbeddedAkka.Tests;

public sealed class CoordinatedShutdownTests() : EngineSpec("""
    akka.coordinated-shutdown.phases {
      hasty {
        timeout = 10 ms
        depends-on = [service-stop]
      }
      before-cluster-shutdown.depends-on = [hasty]
    }
    """)
{
    private readonly ConcurrentQueue<string> _ran = new();

    private CoordinatedShutdown Shutdown => CoordinatedShutdown.Get(System);

    [Fact]
    public async Task Phases_run_in_their_order_and_end_the_system()
    {
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseServiceRequestsDone,
            CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown,
            CoordinatedShutdown.PhaseClusterShardingShutdownRegion,
            CoordinatedShutdown.PhaseClusterLeave,
            CoordinatedShutdown.PhaseClusterExiting,
            CoordinatedShutdown.PhaseClusterExitingDone,
            CoordinatedShutdown.PhaseClusterShutdown,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        foreach (var phase in phases.Reverse())
            Add(phase, phase);
        await Shutdown.Run(TestReason.Instance).WaitAsync(Patience);
        Assert.Equal(phases, _ran);
        await System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task Tasks_of_a_phase_run_side_by_side()
    {
        var (one, two) = (new TaskCompletionSource(), new TaskCompletionSource());
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "one", () => Meet(one, two.Task));
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "two", () => Meet(two, one.Task));
        await Shutdown.Run(TestReason.Instance).WaitAsync(Patience);

        static async Task<Done> Meet(TaskCompletionSource here, Task other)
        {
            here.SetResult();
            await other;
            return Done.Instance;
        }
    }

    [Fact]
    public async Task It_runs_once_and_keeps_the_first_reason()
    {
        Add(CoordinatedShutdown.PhaseServiceStop, "ran");
        Assert.Null(Shutdown.ShutdownReason);
        var first = Shutdown.Run(TestReason.Instance);
        await Task.WhenAll(first, Shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance)).WaitAsync(Patience);
        Assert.Equal(["ran"], _ran);
        Assert.Same(TestReason.Instance, Shutdown.ShutdownReason);
    }

    [Fact]
    public async Task Terminate_runs_it()
    {
        Add(CoordinatedShutdown.PhaseServiceStop, "ran");
        var shutdown = Shutdown;
        await System.Terminate().WaitAsync(Patience);
        Assert.Equal(["ran"], _ran);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task A_task_that_fails_or_takes_too_long_does_not_stop_the_next_phase()
    {
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "throws", () => throw new Boom());
        Shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => Task.FromException<Done>(new Boom()));
        Shutdown.AddTask("hasty", "never ends", () => new TaskCompletionSource<Done>().Task);
        Add(CoordinatedShutdown.PhaseServiceStop, "after failures");
        Add(CoordinatedShutdown.PhaseBeforeClusterShutdown, "after time-out");
        await Shutdown.Run(TestReason.Instance).WaitAsync(Patience);
        Assert.Equal(["after failures", "after time-out"], _ran);
    }

    [Fact]
    public async Task It_can_begin_with_a_later_phase()
    {
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "skipped");
        Add(CoordinatedShutdown.PhaseServiceStop, "ran");
        await Shutdown.Run(TestReason.Instance, CoordinatedShutdown.PhaseServiceStop).WaitAsync(Patience);
        Assert.Equal(["ran"], _ran);
    }

    [Fact]
    public void An_unknown_phase_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => Shutdown.AddTask("nowhere", "task", () => Task.FromResult(Done.Instance)));

    [Fact]
    public async Task Actors_live_until_the_last_phase()
    {
        var actor = ActorOf((context, message) => context.Sender.Tell(message));
        Shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "ask", async () =>
        {
            _ran.Enqueue(await actor.Ask<string>("alive", Patience));
            return Done.Instance;
        });
        await Shutdown.Run(TestReason.Instance).WaitAsync(Patience);
        Assert.Equal(["alive"], _ran);
    }

    private void Add(string phase, string name) => Shutdown.AddTask(phase, name, () =>
    {
        _ran.Enqueue(name);
        return Task.FromResult(Done.Instance);
    });

    private sealed class TestReason : CoordinatedShutdown.Reason
    {
        public static readonly TestReason Instance = new();
    }
}
