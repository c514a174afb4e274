using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>Hundreds of families of actors made, told, watched, failed and stopped at random, by more threads than there are processors.</summary>
/// <remarks>A seed decides what each thread does; how the threads meet is up to the machine.</remarks>
public sealed class StressTests() : EngineSpec("akka.actor.default-dispatcher.throughput = 1")
{
    private const int Watchers = 12;
    private const int FamiliesEach = 100;

    private static readonly int _threads = 4 * Environment.ProcessorCount;

    private readonly StressLog _log = new();
    private readonly ConcurrentQueue<StressFamily> _families = new();
    private readonly StressFamily?[] _someFamilies = new StressFamily?[Watchers];
    private readonly IActorRef[] _watchers = new IActorRef[Watchers];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Every_end_is_told_once_and_no_message_is_lost_before_it(int seed)
    {
        var letters = ActorOf((context, message) =>
        {
            if (message is DeadLetter { Message: StressFamily.Numbered numbered })
                numbered.Family.Undelivered(numbered.Number);
            else if (message is "settled?")
                context.Sender.Tell(message);
        });
        System.EventStream.Subscribe(letters, typeof(DeadLetter));
        for (var watcher = 0; watcher < Watchers; watcher++)
            _watchers[watcher] = NewWatcher();

        await OnThreads(seed, random =>
        {
            for (var family = 0; family < FamiliesEach; family++)
                LiveAndDie(random);
        });

        foreach (var family in _families)
            Assert.True(await family.Head.GracefulStop(Patience), $"seed {seed}: {family.Head} does not end");
        foreach (var watcher in _watchers)
            await watcher.Ask(StressWatcher.Settle.Instance, Patience);
        await letters.Ask("settled?", Patience);
        foreach (var family in _families)
            family.CheckThatNothingIsLost();
        Assert.True(_log.IsEmpty, $"seed {seed}: {_log}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_system_terminates_whatever_goes_on_and_leaves_nobody_alive(int seed)
    {
        for (var watcher = 0; watcher < Watchers; watcher++)
            _watchers[watcher] = NewWatcher();
        var busy = ActorOf((context, message) => context.Self.Tell(message));
        busy.Tell("for ever");

        var made = 0;
        await OnThreads(seed, random =>
        {
            try
            {
                for (var family = 0; family < FamiliesEach; family++)
                {
                    LiveAndDie(random);
                    if (Interlocked.Increment(ref made) == _threads * FamiliesEach / 2)
                        _ = System.Terminate();
                }
            }
            catch (InvalidOperationException) when (made >= _threads * FamiliesEach / 2)
            {
                // The system takes no more actors.
            }
        });
        await System.WhenTerminated.WaitAsync(Patience);
        foreach (var family in _families)
            family.CheckThatNobodyLives("when the system has ended");
        Assert.True(_log.IsEmpty, $"seed {seed}: {_log}");
    }

    private static async Task OnThreads(int seed, Action<Random> act)
    {
        using var together = new Barrier(_threads);
        await Task.WhenAll(Enumerable.Range(0, _threads).Select(thread => OnThread(() =>
        {
            together.SignalAndWait(Patience);
            act(new Random((seed * 1000) + thread));
        }))).WaitAsync(3 * Patience);
    }

    private static Task OnThread(Action act) => Task.Factory.StartNew(
        act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>One family from its making to the order to stop, with some trouble for others in between.</summary>
    private void LiveAndDie(Random random)
    {
        var family = new StressFamily(_log);
        family.Head = System.ActorOf(StressActor.Head(family, random));
        _families.Enqueue(family);
        Volatile.Write(ref _someFamilies[random.Next(_someFamilies.Length)], family);
        for (var step = random.Next(5, 40); step > 0; step--)
        {
            switch (random.Next(10))
            {
                case 0:
                    family.Head.Tell(Trouble(random));
                    break;
                case 1:
                    Volatile.Read(ref _someFamilies[random.Next(_someFamilies.Length)])?.Head.Tell(Trouble(random));
                    break;
                case 2:
                    AnyWatcher(random).Tell(new StressWatcher.Watch(family));
                    break;
                case 3:
                    AnyWatcher(random).Tell(new StressWatcher.Unwatch(family));
                    break;
                case 4 when random.Next(5) == 0:
                    ReplaceAWatcher(random);
                    break;
                case 5 when random.Next(3) == 0:
                    Await(family.Head.Ask(StressActor.Ping.Instance, Patience)); // or all would be over before it has begun
                    break;
                default:
                    family.Send();
                    break;
            }
        }
        if (random.Next(3) == 0)
            family.Head.Tell(Trouble(random)); // so that the stop meets a restart
        Stop(family, random);
        for (var late = random.Next(3); late > 0; late--)
            AnyWatcher(random).Tell(new StressWatcher.Watch(family));
    }

    private void Await(Task answer) => Task.WhenAny(answer, System.WhenTerminated).Unwrap().Wait();

    private void Stop(StressFamily family, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                System.Stop(family.Head);
                break;
            case 1:
                family.Head.Tell(PoisonPill.Instance);
                break;
            case 2:
                family.Head.Tell(Kill.Instance);
                break;
            case 3:
                family.Head.Tell(StressActor.StopYourself.Instance);
                break;
            default:
                family.Head.Tell(StressActor.StopAtRestart.Instance);
                break;
        }
    }

    private static StressActor.Trouble Trouble(Random random) =>
        new(random.Next(3), (Directive)random.Next(4), BreaksTheNext: random.Next(3) == 0);

    private IActorRef AnyWatcher(Random random) => Volatile.Read(ref _watchers[random.Next(Watchers)]);

    private void ReplaceAWatcher(Random random)
    {
        var fresh = NewWatcher();
        Interlocked.Exchange(ref _watchers[random.Next(Watchers)], fresh).Tell(PoisonPill.Instance);
    }

    private IActorRef NewWatcher() => System.ActorOf(Props.Create(() => new StressWatcher(_log)));
}
