using Akka.Actor;
using Akka.Event;

namespace EmbeddedAkka.Tests;

/// <summary>Death watch where it is tight: while the watched one ends, and when its name has been given again.</summary>
public sealed class DeathWatchAtTheEndTests : EngineSpec
{
    [Fact]
    public async Task Who_begins_to_watch_while_the_subject_waits_for_its_children_is_told_at_its_end()
    {
        var inbox = NewInbox();
        using var release = new ManualResetEventSlim();
        var ended = false;
        var subject = ActorOf(new Script
        {
            OnStart = context => context.ActorOf(new Script
            {
                OnStop = _ =>
                {
                    inbox.Ref.Tell("child is stopping");
                    release.Wait(Patience);
                },
            }.Props),
            OnStop = _ => ended = true,
        });
        subject.Tell(PoisonPill.Instance);
        await inbox.Expect("child is stopping");
        Watcher(inbox).Tell(subject);
        await inbox.Expect(subject);
        await inbox.ExpectNothingMore();
        release.Set();
        var terminated = await inbox.Next<Terminated>();
        Assert.True(ended);
        Assert.Equal((subject, true), (terminated.ActorRef, terminated.ExistenceConfirmed));
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task Who_unwatches_while_the_subject_waits_for_its_children_is_not_told()
    {
        var inbox = NewInbox();
        using var release = new ManualResetEventSlim();
        var subject = ActorOf(new Script
        {
            OnStart = context => context.ActorOf(new Script { OnStop = _ => release.Wait(Patience) }.Props),
        });
        var (staying, leaving) = (Watcher(inbox), Watcher(inbox));
        foreach (var watcher in new[] { staying, leaving })
        {
            watcher.Tell(subject);
            await inbox.Expect(subject);
        }
        subject.Tell(PoisonPill.Instance);
        leaving.Tell("unwatch");
        await inbox.Expect("unwatched");
        release.Set();
        await inbox.Next<Terminated>();
        Assert.Equal(subject, inbox.LastSender);
        leaving.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task Who_unwatches_and_watches_again_is_told_once()
    {
        var inbox = NewInbox();
        var subject = ActorOf(new Script());
        var watcher = Watcher(inbox);
        foreach (var (message, answer) in new (object, object)[] { (subject, subject), ("unwatch", "unwatched"), (subject, subject) })
        {
            watcher.Tell(message);
            await inbox.Expect(answer);
        }
        System.Stop(subject);
        await inbox.Next<Terminated>();
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task Who_watches_the_dead_again_is_told_again()
    {
        var inbox = NewInbox();
        var subject = ActorOf(new Script());
        await subject.GracefulStop(Patience);
        var watcher = Watcher(inbox);
        for (var time = 0; time < 2; time++)
        {
            watcher.Tell(subject);
            Assert.Equal(2, new[] { await inbox.Next(), await inbox.Next() }.Count(message => message is Terminated || message.Equals(subject)));
        }
        watcher.Tell("after");
        await inbox.Expect("after");
    }

    [Fact]
    public async Task A_watch_is_on_one_incarnation_of_a_name()
    {
        var inbox = NewInbox();
        var parent = ActorOf((context, message) =>
        {
            switch (message)
            {
                case Terminated or "create":
                    context.Sender.Tell(message);
                    inbox.Ref.Tell(context.ActorOf(new Script().Props, "name"));
                    break;
                case "stop":
                    context.Stop(context.Watch(context.Child("name")));
                    break;
            }
        });
        parent.Tell("create");
        var first = await inbox.Next<IActorRef>();
        var watcher = Watcher(inbox);
        watcher.Tell(first);
        await inbox.Expect(first);
        parent.Tell("stop");
        var told = new[] { await inbox.Next(), await inbox.Next() };
        Assert.Equal(first, Assert.Single(told.OfType<Terminated>()).ActorRef);
        var second = Assert.Single(told.OfType<IActorRef>());
        Assert.NotEqual(first, second);

        watcher.Tell(first);
        told = [await inbox.Next(), await inbox.Next()];
        Assert.Equal(first, Assert.Single(told.OfType<Terminated>()).ActorRef);
        watcher.Tell(second);
        await inbox.Expect(second);
        second.Tell(PoisonPill.Instance);
        Assert.Equal(second, (await inbox.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_stashed_Terminated_comes_again()
    {
        var inbox = NewInbox();
        var subject = ActorOf(new Script());
        var watcher = System.ActorOf(Props.Create(() => new Stashing(inbox.Ref, subject)));
        await inbox.Expect("watching");
        System.Stop(subject);
        await inbox.Expect("stashed");
        watcher.Tell("unstash");
        await inbox.Expect(("terminated", subject));
    }

    [Fact]
    public async Task A_watcher_that_ended_before_leaves_no_dead_letter()
    {
        var letters = NewInbox();
        System.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var inbox = NewInbox();
        var subject = ActorOf(new Script());
        var watcher = Watcher(inbox);
        watcher.Tell(subject);
        await inbox.Expect(subject);
        await watcher.GracefulStop(Patience);
        await subject.GracefulStop(Patience);
        await letters.ExpectNothingMore();
    }

    [Fact]
    public async Task A_child_that_ends_of_itself_is_told_to_a_parent_that_watches_it()
    {
        var inbox = NewInbox();
        var parent = ActorOf((context, message) =>
        {
            if (message is Terminated terminated)
                inbox.Ref.Tell((terminated.ActorRef.Path.Name, context.GetChildren().Count()));
            else
                context.Watch(context.ActorOf(new Script { OnStart = child => child.Stop(child.Self) }.Props, "child"));
        });
        parent.Tell("create");
        await inbox.Expect(("child", 0));
    }

    /// <summary>Watches whom it is sent.</summary>
    private IActorRef Watcher(Inbox inbox)
    {
        IActorRef? subject = null;
        return ActorOf((context, message) =>
        {
            switch (message)
            {
                case IActorRef actor:
                    subject = context.Watch(actor);
                    inbox.Ref.Tell(subject);
                    break;
                case "unwatch":
                    context.Unwatch(subject!);
                    inbox.Ref.Tell("unwatched");
                    break;
                default:
                    inbox.Add(message, context.Sender);
                    break;
            }
        });
    }

    private sealed class Stashing : ReceiveActor, IWithUnboundedStash
    {
        public Stashing(IActorRef inbox, IActorRef subject)
        {
            Receive<Terminated>(_ =>
            {
                Stash.Stash();
                inbox.Tell("stashed");
            });
            Receive<string>(_ =>
            {
                Become(() => Receive<Terminated>(terminated => inbox.Tell(("terminated", terminated.ActorRef))));
                Stash.UnstashAll();
            });
            Context.Watch(subject);
            inbox.Tell("watching");
        }

        public IStash Stash { get; set; } = null!;
    }
}
