using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>Behaviours that say of each message whether they handled it.</summary>
public sealed class ActorBaseTests : EngineSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Behaviours_are_replaced_stacked_and_undone_by_the_actor_or_its_context(bool byContext)
    {
        var inbox = NewInbox();
        var actor = System.ActorOf(Props.Create(() => new Choosy(inbox.Ref, byContext)));
        foreach (var message in new[] { "?", "push", "?", "replace", "?", "pop", "?" })
            actor.Tell(message);
        await inbox.Expect("first", "pushed", "replaced", "first");
    }

    [Fact]
    public async Task What_a_behaviour_returns_false_for_is_unhandled()
    {
        var (inbox, unhandled) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        var actor = System.ActorOf(Props.Create(() => new Choosy(inbox.Ref, true)));
        foreach (var message in new object[] { 1, "push", 2, "replace", 3 })
            actor.Tell(message);
        foreach (var number in new[] { 1, 2, 3 })
            Assert.Equal(number, (await unhandled.Next<UnhandledMessage>()).Message);
    }

    [Fact]
    public async Task What_an_untyped_behaviour_does_not_know_is_handled_all_the_same()
    {
        var (inbox, unhandled) = (NewInbox(), NewInbox());
        System.EventStream.Subscribe(unhandled.Ref, typeof(UnhandledMessage));
        var actor = ActorOf((context, _) => context.BecomeStacked((UntypedReceive)(message =>
        {
            inbox.Ref.Tell(message);
            context.UnbecomeStacked();
        })));
        foreach (var message in new[] { "push", "taken", "push", "taken too" })
            actor.Tell(message);
        await inbox.Expect("taken", "taken too");
        await unhandled.ExpectNothingMore();
    }

    private sealed class Choosy(IActorRef inbox, bool byContext) : ActorBase
    {
        protected override bool Receive(object message) => Take("first", message);

        private Receive As(string name) => message => Take(name, message);

        private bool Take(string name, object message)
        {
            switch (message)
            {
                case "?":
                    inbox.Tell(name);
                    return true;
                case "push":
                    Do(Context.BecomeStacked, BecomeStacked, As("pushed"));
                    return true;
                case "replace":
                    Do(Context.Become, Become, As("replaced"));
                    return true;
                case "pop":
                    Do(_ => Context.UnbecomeStacked(), _ => UnbecomeStacked(), As("unused"));
                    return true;
                default:
                    return false;
            }
        }

        private void Do(Action<Receive> context, Action<Receive> own, Receive behaviour) => (byContext ? context : own)(behaviour);
    }
}
