using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class StressTests : EngineSpec
{
    private const int Watchers = 8;
    private const int ActorsEach = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_end_is_told_once_to_every_watcher(int seed)
    {
        var random = new Random(seed);
        var watchers = Enumerable.Range(0, Watchers).Select(_ => new Watching()).ToList();
        foreach (var watcher in watchers)
            watcher.Ref = ActorOf(watcher.OnMessage);

        var seeds = watchers.Select(_ => random.Next()).ToList();
        await Task.WhenAll(seeds.Select(each => Task.Run(() => CreateWatchAndStop(new Random(each), watchers))));

        foreach (var watcher in watchers)
            await watcher.AllTold.WaitAsync(Patience);
        foreach (var watcher in watchers)
            Assert.Equal("ok", await watcher.Ref.Ask("check", Patience));
    }

    [Fact]
    public async Task The_system_terminates_while_actors_are_created_told_and_failing()
    {
        using var terminating = new CancellationTokenSource();
        var creators = Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            while (!terminating.IsCancellationRequested)
            {
                try
                {
                    ActorOf(Mortal()).Tell(random.Next(4));
                }
                catch (InvalidOperationException)
                {
                    return;
                }
            }
        })).ToList();
        var busy = ActorOf((context, message) => context.Self.Tell(message));
        busy.Tell("for ever");
        await Task.WhenAny(Task.WhenAll(creators), busy.Ask("no answer", TimeSpan.FromMilliseconds(100)));
        await System.Terminate().WaitAsync(Patience);
        await terminating.CancelAsync();
        await Task.WhenAll(creators).WaitAsync(Patience);
    }

    private void CreateWatchAndStop(Random random, List<Watching> watchers)
    {
        for (var number = 0; number < ActorsEach; number++)
        {
            var actor = ActorOf(Mortal());
            foreach (var watcher in watchers)
            {
                if (random.Next(2) == 0)
                    watcher.Ref.Tell(actor);
                else
                    watcher.Skip();
            }
            for (var failures = random.Next(3); failures > 0; failures--)
                actor.Tell(3);
            actor.Tell(random.Next(3));
        }
    }

    /// <summary>An actor with a child: 0, 1 and 2 end it in one way or another, 3 makes it fail.</summary>
    private static Script Mortal() => new()
    {
        OnStart = context => context.ActorOf(new Script().Props),
        OnMessage = (context, message) =>
        {
            switch (message)
            {
                case 0:
                    context.Stop(context.Self);
                    break;
                case 1:
                    context.Self.Tell(PoisonPill.Instance);
                    break;
                case 2:
                    context.Self.Tell(Kill.Instance);
                    break;
                case 3:
                    throw new Boom();
            }
        },
    };

    private sealed class Watching
    {
        private readonly TaskCompletionSource _allTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<IActorRef> _told = [];
        private string _verdict = "ok";
        private int _left = Watchers * ActorsEach;

        public IActorRef Ref { get; set; } = ActorRefs.Nobody;

        public Task AllTold => _allTold.Task;

        public void Skip()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _allTold.TrySetResult();
        }

        public void OnMessage(IUntypedActorContext context, object message)
        {
            switch (message)
            {
                case IActorRef actor:
                    context.Watch(actor);
                    break;
                case Terminated terminated:
                    if (!_told.Add(terminated.ActorRef))
                        _verdict = $"{terminated.ActorRef} ended twice";
                    Skip();
                    break;
                case "check":
                    context.Sender.Tell(_verdict);
                    break;
            }
        }
    }
}
