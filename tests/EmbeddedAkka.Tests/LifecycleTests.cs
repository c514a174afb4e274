using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class LifecycleTests : EngineSpec
{
    [Fact]
    public async Task PreStart_runs_before_the_first_message()
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnConstruct = () => inbox.Ref.Tell("construct"),
            OnStart = _ => inbox.Ref.Tell("start"),
            OnMessage = (_, message) => inbox.Ref.Tell(message),
        });
        actor.Tell("first");
        await inbox.Expect("construct", "start", "first");
    }

    [Theory]
    [InlineData("construct")]
    [InlineData("start")]
    public async Task An_actor_that_cannot_be_created_ends_without_PostStop(string where)
    {
        var inbox = NewInbox();
        var actor = ActorOf(new Script
        {
            OnConstruct = () => ThrowIf(where == "construct"),
            OnStart = _ => ThrowIf(where == "start"),
            OnStop = _ => inbox.Ref.Tell("stopped"),
        });
        Assert.True(await actor.GracefulStop(Patience));
        await inbox.ExpectNothingMore();

        static void ThrowIf(bool now)
        {
            if (now)
                throw new Boom();
        }
    }

    [Fact]
    public async Task Terminate_ends_all_actors_and_no_more_can_be_created()
    {
        var stopped = new TaskCompletionSource();
        ActorOf(new Script { OnStop = _ => stopped.SetResult() });
        await System.Terminate().WaitAsync(Patience);
        Assert.True(stopped.Task.IsCompleted);
        Assert.True(System.WhenTerminated.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => ActorOf((_, _) => { }));
    }

    [Fact]
    public void An_actor_cannot_be_constructed_by_hand()
    {
        // On a thread of its own: test kits leave their test actor behind on xunit's.
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => new Lonely()));
        thread.Start();
        thread.Join();

        Assert.IsType<ActorInitializationException>(failure);
    }

    [Fact]
    public async Task Context_is_only_there_inside_of_the_actor()
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Leaky(inbox.Ref)));
        actor.Tell("leak");
        await inbox.Next<NotSupportedException>();
        Assert.Equal(actor, await inbox.Next());
    }

    private sealed class Lonely : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Leaky(IActorRef inbox) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var outside = new Thread(() => inbox.Tell(Record.Exception(() => Context.Parent)!));
            outside.Start();
            outside.Join();
            inbox.Tell(Self);
        }
    }
}
