using Akka.Actor;

namespace ActorPipeline.Benchmarks.Engine;

/// <summary>Sends every message back.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public static readonly object Ball = new();

    public EchoActor() => ReceiveAny(message => Sender.Tell(message));
}

/// <summary>Sends the ball to its partner until it has done so often enough.</summary>
internal sealed class PingActor : ReceiveActor
{
    public PingActor(IActorRef partner, int rounds, CountdownEvent done) => ReceiveAny(ball =>
    {
        if (rounds-- > 0)
        {
            partner.Tell(ball);
            return;
        }
        done.Signal();
        Context.Stop(partner);
        Context.Stop(Self);
    });
}

/// <summary>Counts messages and ends after the last one.</summary>
internal sealed class CounterActor : ReceiveActor
{
    public CounterActor(int expected, ManualResetEventSlim done) => ReceiveAny(_ =>
    {
        if (--expected > 0)
            return;
        done.Set();
        Context.Stop(Self);
    });
}

/// <summary>Creates idle children; answers when the last one has started.</summary>
internal sealed class ParentActor : ReceiveActor
{
    public ParentActor()
    {
        var left = 0;
        IActorRef asker = ActorRefs.Nobody;
        Receive<Create>(create =>
        {
            (left, asker) = (create.Count, Sender);
            var props = Props.Create(() => new IdleActor());
            for (var i = 0; i < create.Count; i++)
                Context.ActorOf(props);
        });
        Receive<Started>(_ =>
        {
            if (--left == 0)
                asker.Tell(Context.GetChildren().Count());
        });
    }

    public sealed record Create(int Count);

    public sealed record Started
    {
        public static Started Instance { get; } = new();
    }
}

/// <summary>Does nothing.</summary>
internal sealed class IdleActor : ReceiveActor
{
    public IdleActor() => ReceiveAny(_ => { });

    /// <summary>Memory that an idle actor holds: the heap's growth for so many of them, divided.</summary>
    public static double Bytes(int count)
    {
        using var system = ActorSystem.Create("idle");
        var parent = system.ActorOf(Props.Create(() => new ParentActor()));
        parent.Ask<int>(new ParentActor.Create(1)).Wait(); // what is made once is made now
        var before = GC.GetTotalMemory(forceFullCollection: true);
        parent.Ask<int>(new ParentActor.Create(count)).Wait();
        return (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
    }

    protected override void PreStart() => Context.Parent.Tell(ParentActor.Started.Instance);
}
