using Akka.Actor;
using Akka.Configuration;
using BenchmarkDotNet.Attributes;

namespace ActorPipeline.Benchmarks.Engine;

/// <summary>What a message, a question and an actor cost, by the public API alone: the same code measures either engine.</summary>
public class EngineBenchmarks
{
    private const int Messages = 2_000_000;
    private const int Producers = 4;
    private const int Pairs = 4;
    private const int Questions = 200_000;
    private const int Askers = 16;
    private const int Actors = 100_000;

    private ActorSystem _system = null!;

    /// <summary>Runs all of them and writes <c>engine-NAME.md</c>, NAME being the engine's assembly.</summary>
    public static void Run(string results)
    {
        var table = BenchmarkTable.Of<EngineBenchmarks>();
        var engine = typeof(ActorSystem).Assembly.GetName().Name!;
        File.WriteAllText(Path.Combine(results, $"engine-{engine.ToLowerInvariant()}.md"),
            $"{table}\n\nMemory of an idle actor: {IdleActor.Bytes(Actors):0} bytes.\n");
    }

    [GlobalSetup]
    public void Start() => _system = ActorSystem.Create("benchmark", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));

    [GlobalCleanup]
    public void Stop() => _system.Terminate().Wait();

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Tell_from_1() => TellFrom(1);

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Tell_from_4() => TellFrom(Producers);

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task Ping_pong_of_4_pairs()
    {
        var done = new CountdownEvent(Pairs);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var pong = _system.ActorOf(Props.Create(() => new EchoActor()));
            var ping = _system.ActorOf(Props.Create(() => new PingActor(pong, Messages / Pairs / 2, done)));
            ping.Tell(EchoActor.Ball, pong);
        }
        await Task.Run(done.Wait);
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task Ask_1_at_a_time() => AskFrom(1);

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task Ask_16_at_a_time() => AskFrom(Askers);

    [Benchmark(OperationsPerInvoke = Actors)]
    public async Task Create_and_stop()
    {
        var parent = _system.ActorOf(Props.Create(() => new ParentActor()));
        await parent.Ask<int>(new ParentActor.Create(Actors));
        await parent.GracefulStop(Timeout.InfiniteTimeSpan);
    }

    private void TellFrom(int producers)
    {
        using var done = new ManualResetEventSlim();
        var counter = _system.ActorOf(Props.Create(() => new CounterActor(Messages, done)));
        var others = Enumerable.Range(1, producers - 1).Select(_ => new Thread(Produce)).ToList();
        others.ForEach(thread => thread.Start());
        Produce();
        done.Wait();
        others.ForEach(thread => thread.Join());

        void Produce()
        {
            for (var i = 0; i < Messages / producers; i++)
                counter.Tell(EchoActor.Ball, ActorRefs.NoSender);
        }
    }

    private async Task AskFrom(int askers)
    {
        var echo = _system.ActorOf(Props.Create(() => new EchoActor()));
        await Task.WhenAll(Enumerable.Range(0, askers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Questions / askers; i++)
                await echo.Ask<object>(EchoActor.Ball, TimeSpan.FromMinutes(1));
        })));
        await echo.GracefulStop(TimeSpan.FromMinutes(1));
    }
}
