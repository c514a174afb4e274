using Akka.Actor;
using Akka.Cluster;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class JoinProcessTests
{
    private static readonly Address _self = Make.Node(1).Address;
    private static readonly Address _other = Make.Node(2).Address;
    private static readonly Address _third = Make.Node(3).Address;

    [Fact]
    public void First_seed_asks_the_others_and_founds_a_cluster_when_none_has_answered_in_time()
    {
        var join = Process();
        Assert.Equal([Asks(_other), Asks(_third)], join.BeginWithSeeds([_self, _other, _third], S(10)));
        Assert.Empty(join.Tick(S(10.9)));
        Assert.Equal([Asks(_other), Asks(_third)], join.Tick(S(11)));
        Assert.Equal([new JoinStep(JoinStepKind.JoinSelf)], join.Tick(S(15)));
    }

    [Fact]
    public void Another_seed_never_founds_a_cluster()
    {
        var join = Process();
        Assert.Equal([Asks(_other), Asks(_third)], join.BeginWithSeeds([_other, _self, _third], S(0)));
        for (var now = 1; now < 1000; now++)
            Assert.Equal([Asks(_other), Asks(_third)], join.Tick(S(now)));
    }

    [Fact]
    public void A_seed_alone_founds_a_cluster_at_once() =>
        Assert.Equal([new JoinStep(JoinStepKind.JoinSelf)], Process().BeginWithSeeds([_self], S(0)));

    [Fact]
    public void The_first_seed_to_answer_is_asked_to_let_it_in_and_then_all_again_when_it_does_not()
    {
        var join = Process();
        join.BeginWithSeeds([_self, _other, _third], S(0)).ToList();
        Assert.Equal([Joins(_third)], join.Acknowledged(_third, S(1)));
        Assert.Empty(join.Acknowledged(_other, S(1)));
        Assert.Empty(join.Tick(S(10.9)));
        Assert.Equal([Asks(_other), Asks(_third)], join.Tick(S(11)));
        Assert.Equal([Joins(_other)], join.Acknowledged(_other, S(12)));
    }

    [Fact]
    public void A_host_is_asked_again_and_again_unless_that_is_off()
    {
        var join = Process();
        Assert.Equal([Joins(_other)], join.BeginAt(_other, S(0)));
        Assert.Empty(join.Tick(S(9)));
        Assert.Equal([Joins(_other)], join.Tick(S(10)));
        Assert.Equal([Joins(_other)], join.Tick(S(20)));

        join = Process("retry-unsuccessful-join-after = off");
        join.BeginAt(_other, S(0)).ToList();
        Assert.Empty(join.Tick(S(1000)));
    }

    [Fact]
    public void It_gives_up_on_seeds_where_the_configuration_says_so()
    {
        var join = Process("shutdown-after-unsuccessful-join-seed-nodes = 30 s");
        join.BeginWithSeeds([_other], S(0)).ToList();
        Assert.Equal([Asks(_other)], join.Tick(S(29)));
        Assert.Equal([new JoinStep(JoinStepKind.GiveUp)], join.Tick(S(30)));
    }

    [Fact]
    public void Nothing_more_happens_after_its_end_and_nobody_but_a_seed_is_believed()
    {
        var join = Process();
        join.BeginWithSeeds([_other], S(0)).ToList();
        Assert.Empty(join.Acknowledged(_third, S(1)));
        join.End();
        Assert.Empty(join.Acknowledged(_other, S(1)));
        Assert.Empty(join.Tick(S(1000)));
    }

    private static JoinProcess Process(string settings = "") => new(_self, Make.Settings(settings));

    private static JoinStep Asks(Address seed) => new(JoinStepKind.AskSeed, seed);

    private static JoinStep Joins(Address host) => new(JoinStepKind.AskToJoin, host);

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
