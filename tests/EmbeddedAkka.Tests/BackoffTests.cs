using Akka.Actor;
using Akka.Pattern;

namespace EmbeddedAkka.Tests;

public sealed class BackoffTests : EngineSpec
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);

    [Fact]
    public async Task OnFailure_starts_a_failed_child_again_and_counts()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnFailure(Child(inbox), "child", _soon, _soon, 0, -1).WithAutoReset(_long));
        await inbox.Expect("started");
        for (var restarts = 1; restarts <= 3; restarts++)
        {
            supervisor.Tell("fail");
            await inbox.Expect("started");
            Assert.Equal(restarts, await RestartCount(supervisor));
        }
    }

    [Fact]
    public async Task OnFailure_waits_before_it_starts_the_child_again()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnFailure(Child(inbox), "child", _long, _long, 0, -1));
        await inbox.Expect("started");
        var child = await CurrentChild(supervisor);
        child.Tell("fail");
        Assert.True(await child.GracefulStop(Patience, "no reason to stop"));
        await supervisor.Ask(BackoffSupervisor.GetRestartCount.Instance, Patience);
        Assert.True((await CurrentChild(supervisor)).IsNobody());
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task OnFailure_stops_with_a_child_that_stops()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnFailure(Child(inbox), "child", _soon, _soon, 0, -1));
        supervisor.Tell("stop");
        Assert.True(await supervisor.GracefulStop(Patience, "no reason to stop"));
    }

    [Fact]
    public async Task OnStop_starts_a_stopped_child_again()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnStop(Child(inbox), "child", _soon, _soon, 0, -1).WithAutoReset(_long));
        await inbox.Expect("started");
        supervisor.Tell("stop");
        await inbox.Expect("started");
        Assert.Equal(1, await RestartCount(supervisor));
    }

    [Fact]
    public async Task OnStop_leaves_failures_to_its_strategy()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnStop(Child(inbox), "child", _soon, _soon, 0, -1));
        supervisor.Tell("fail");
        await inbox.Expect("started", "started");
        Assert.Equal(0, await RestartCount(supervisor));

        var stopping = Start(Backoff.OnStop(Child(inbox), "child", _soon, _soon, 0, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop))
            .WithAutoReset(_long));
        stopping.Tell("fail");
        await inbox.Expect("started", "started");
        Assert.Equal(1, await RestartCount(stopping));
    }

    [Fact]
    public async Task After_the_last_retry_the_supervisor_stops()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnFailure(Child(inbox), "child", _soon, _soon, 0, 2).WithAutoReset(_long));
        for (var start = 0; start < 3; start++)
        {
            await inbox.Expect("started");
            (await CurrentChild(supervisor)).Tell("fail");
        }
        Assert.True(await supervisor.GracefulStop(Patience, "no reason to stop"));
        await inbox.ExpectNothingMore();
    }

    [Fact]
    public async Task A_manual_reset_counts_anew()
    {
        var inbox = NewInbox();
        var supervisor = Start(Backoff.OnFailure(Child(inbox), "child", _soon, _soon, 0, -1).WithManualReset());
        supervisor.Tell("fail");
        await inbox.Expect("started", "started");
        Assert.Equal(1, await RestartCount(supervisor));
        (await CurrentChild(supervisor)).Tell("reset");
        await (await CurrentChild(supervisor)).Ask("done?", Patience);
        Assert.Equal(0, await RestartCount(supervisor));
    }

    [Fact]
    public async Task Messages_pass_through_in_both_directions()
    {
        var (inbox, answers) = (NewInbox(), NewInbox());
        var options = Backoff.OnFailure(Child(inbox), "child", _soon, _soon, 0, -1);
        var parent = ActorOf(new Script
        {
            OnStart = context => context.ActorOf(BackoffSupervisor.Props(options), "supervisor"),
            OnMessage = (context, message) =>
            {
                if (context.Sender.Equals(context.Child("supervisor")))
                    answers.Ref.Tell(message);
                else
                    context.Child("supervisor").Forward(message);
            },
        });
        Assert.Equal("done?", await parent.Ask("done?", Patience));
        parent.Tell("to parent");
        await answers.Expect("to parent");
    }

    [Fact]
    public void The_waits_have_rules()
    {
        var child = new Script().Props;
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(child, "child", TimeSpan.Zero, _soon, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(child, "child", _long, _soon, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(child, "child", _soon, _long, 1.5, -1)));
    }

    private static Props Child(Inbox inbox) => new Script
    {
        OnStart = _ => inbox.Ref.Tell("started"),
        OnMessage = (context, message) =>
        {
            switch (message)
            {
                case "fail":
                    throw new Boom();
                case "stop":
                    context.Stop(context.Self);
                    break;
                case "reset":
                    context.Parent.Tell(BackoffSupervisor.Reset.Instance);
                    break;
                case "to parent":
                    context.Parent.Tell(message);
                    break;
                default:
                    context.Sender.Tell(message);
                    break;
            }
        },
    }.Props;

    private static async Task<int> RestartCount(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance, Patience)).Count;

    private static async Task<IActorRef> CurrentChild(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Patience)).Ref;

    private IActorRef Start(BackoffOptions options) => System.ActorOf(BackoffSupervisor.Props(options));
}
