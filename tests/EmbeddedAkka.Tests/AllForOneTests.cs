using Akka.Actor;

namespace EmbeddedAkka.Tests;

/// <summary>Siblings that share their fate.</summary>
public sealed class AllForOneTests : EngineSpec
{
    [Fact]
    public async Task A_failure_restarts_all()
    {
        var inbox = NewInbox();
        var (one, _) = await Siblings(new AllForOneStrategy(_ => Directive.Restart), inbox);
        one.Tell("fail");
        await inbox.ExpectInAnyOrder("one restarted", "two restarted");
    }

    [Fact]
    public async Task A_failure_stops_all()
    {
        var inbox = NewInbox();
        var (one, two) = await Siblings(new AllForOneStrategy(_ => Directive.Stop), inbox);
        one.Tell("fail");
        Assert.True(await two.GracefulStop(Patience, "no reason to stop"));
        Assert.True(await one.GracefulStop(Patience, "no reason to stop"));
    }

    [Fact]
    public async Task A_resume_is_for_the_failed_alone()
    {
        var inbox = NewInbox();
        var (one, two) = await Siblings(new AllForOneStrategy(_ => Directive.Resume), inbox);
        one.Tell("fail");
        one.Tell("one goes on");
        await inbox.Expect("one goes on");
        two.Tell("two goes on");
        await inbox.Expect("two goes on");
    }

    [Fact]
    public async Task Beyond_the_limit_all_are_stopped()
    {
        var inbox = NewInbox();
        var (one, two) = await Siblings(new AllForOneStrategy(1, -1, _ => Directive.Restart), inbox);
        one.Tell("fail");
        await inbox.ExpectInAnyOrder("one restarted", "two restarted");
        two.Tell("fail");
        Assert.True(await one.GracefulStop(Patience, "no reason to stop"));
        Assert.True(await two.GracefulStop(Patience, "no reason to stop"));
    }

    [Fact]
    public async Task A_sibling_that_fails_while_it_restarts_makes_all_restart_again()
    {
        var inbox = NewInbox();
        var restarts = 0;
        var (one, two) = await Siblings(new AllForOneStrategy(_ => Directive.Restart), inbox, name =>
        {
            if (name == "two" && restarts++ == 0)
                throw new Boom("while it restarts");
        });
        one.Tell("fail");
        await inbox.ExpectInAnyOrder("one restarted", "one restarted", "two restarted");
        one.Tell("one lives");
        await inbox.Expect("one lives");
        two.Tell("two lives");
        await inbox.Expect("two lives");
    }

    [Fact]
    public async Task Siblings_that_fail_at_the_same_time_are_each_a_failure_of_all()
    {
        var inbox = NewInbox();
        using var bothFailing = new Barrier(2);
        var (one, two) = await Siblings(new AllForOneStrategy(_ => Directive.Restart), inbox, onFail: () => bothFailing.SignalAndWait(Patience));
        one.Tell("fail");
        two.Tell("fail");
        await inbox.ExpectInAnyOrder("one restarted", "one restarted", "two restarted", "two restarted");
        one.Tell("one lives");
        await inbox.Expect("one lives");
        two.Tell("two lives");
        await inbox.Expect("two lives");
    }

    private async Task<(IActorRef One, IActorRef Two)> Siblings(
        SupervisorStrategy strategy, Inbox inbox, Action<string>? onRestart = null, Action? onFail = null)
    {
        var parent = Parent(strategy);
        return (await parent.Ask<IActorRef>(Named("one"), Patience), await parent.Ask<IActorRef>(Named("two"), Patience));

        Script Named(string name) => new()
        {
            OnMessage = (_, message) =>
            {
                if (message is not "fail")
                {
                    inbox.Ref.Tell(message);
                    return;
                }
                onFail?.Invoke();
                throw new Boom();
            },
            OnPostRestart = _ =>
            {
                onRestart?.Invoke(name);
                inbox.Ref.Tell(name + " restarted");
            },
        };
    }
}
