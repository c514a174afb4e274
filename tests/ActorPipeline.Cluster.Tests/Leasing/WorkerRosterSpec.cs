using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Cluster.Tests.Leasing;

/// <summary>Who gets the next split, and what a run says while it waits; workers are references to nodes that need not be there.</summary>
public class WorkerRosterSpec() : TestKit("akka.actor.provider = remote\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }")
{
    private TimeSpan _now;

    private IActorRef Local => TestActor;

    [Fact]
    public void Who_holds_least_comes_first_each_as_often_as_it_has_room()
    {
        var (roster, one, two) = (Roster(), Remote(1), Remote(2));
        Asks(roster, one, 3);
        Asks(roster, two, 2);
        roster.Granted(one);
        Assert.Equal([two, one, two, one], roster.WithRoom());
    }

    [Fact]
    public void A_lease_takes_room_unless_its_worker_never_knew_of_it()
    {
        var (roster, worker) = (Roster(), Remote(1));
        Asks(roster, worker, 2);
        roster.Granted(worker);
        roster.Granted(worker);
        Assert.Empty(roster.WithRoom());
        roster.Ended(worker, usedRoom: true);
        Assert.Empty(roster.WithRoom());
        roster.Ended(worker, usedRoom: false);
        Assert.Equal([worker], roster.WithRoom());
    }

    [Fact]
    public void A_count_of_the_past_changes_nothing()
    {
        var (roster, worker) = (Roster(), Remote(1));
        Assert.True(Asks(roster, worker, 2));
        Assert.False(Asks(roster, worker, 1));
        Assert.Equal(2, roster.WithRoom().Length);
    }

    [Fact]
    public void Who_was_lost_gets_nothing_until_it_speaks()
    {
        var (roster, worker) = (Roster(), Remote(1));
        Asks(roster, worker, 1);
        roster.MarkSuspect(worker);
        Assert.Empty(roster.WithRoom());
        Assert.Empty(roster.Reachable);
        Asks(roster, worker, 1);
        Assert.Equal([worker], roster.WithRoom());
        Assert.Equal([worker], roster.Reachable);
    }

    [Theory]
    [InlineData(LocalWorkers.Never, false, false)]
    [InlineData(LocalWorkers.WhenNone, false, false)]
    [InlineData(LocalWorkers.WhenNone, true, true)]
    [InlineData(LocalWorkers.Always, false, true)]
    public void The_trainers_own_node_helps_where_it_may(LocalWorkers when, bool isNeeded, bool helps)
    {
        var roster = Roster(when);
        Asks(roster, Local, 1);
        roster.LocalHelps = isNeeded;
        Assert.Equal(helps, roster.WithRoom().Length == 1);
        Assert.Equal((0, 0), (roster.Count, roster.EverSeen));
    }

    [Fact]
    public void Nobody_gets_anything_before_there_are_enough_and_all_do_from_then_on()
    {
        var (roster, one, two) = (Roster(minWorkers: 2), Remote(1), Remote(2));
        Asks(roster, Local, 1);
        Asks(roster, one, 1);
        Assert.Empty(roster.WithRoom());
        Assert.False(roster.MayYield);
        Asks(roster, two, 1);
        Assert.Equal(2, roster.WithRoom().Length);
        roster.Remove(two);
        Assert.Equal([one], roster.WithRoom());
        Assert.Equal((1, 2), (roster.Count, roster.EverSeen));
    }

    [Fact]
    public void One_gives_way_at_a_time_until_it_asks_again()
    {
        var (roster, worker) = (Roster(), Remote(1));
        Asks(roster, worker, 1);
        Assert.False(roster.MayYield);
        roster.Granted(worker);
        Assert.True(roster.MayYield);
        roster.MarkYielding(worker);
        Assert.False(roster.MayYield);
        Asks(roster, worker, 2);
        roster.Granted(worker);
        Assert.True(roster.MayYield);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_waits_for_one_that_gave_way_and_is_gone(bool isRemoved)
    {
        var (roster, worker) = (Roster(), Remote(1));
        Asks(roster, worker, 0);
        roster.MarkYielding(worker);
        if (isRemoved)
            roster.Remove(worker);
        else
            roster.MarkSuspect(worker);
        Assert.True(roster.MayYield);
    }

    [Fact]
    public void A_run_that_waits_says_so_once_and_ends_when_it_was_too_long()
    {
        var roster = Roster();
        Assert.Equal("waiting for a worker: none can be reached; the run ends in 60 s if none comes", roster.Waiting("a.csv"));
        _now = TimeSpan.FromSeconds(59);
        Assert.Null(roster.Waiting("a.csv"));
        _now = TimeSpan.FromSeconds(60);
        var failure = Assert.Throws<PipelineException>(() => roster.Waiting("a.csv"));
        Assert.Equal((FailureKind.Cluster, "expected at least 1 worker(s) within 60 s (cluster.wait-for-workers), found 0"), (failure.Kind, failure.Message));
    }

    [Fact]
    public void The_time_counts_anew_after_somebody_came()
    {
        var roster = Roster();
        roster.Waiting("a.csv");
        _now = TimeSpan.FromSeconds(59);
        Assert.Null(roster.Waiting(null));
        Assert.NotNull(roster.Waiting("b.csv"));
        _now = TimeSpan.FromSeconds(118);
        Assert.Null(roster.Waiting("b.csv"));
    }

    [Fact]
    public void A_run_waits_for_those_that_it_needs()
    {
        var roster = Roster(minWorkers: 2);
        Asks(roster, Remote(1), 1);
        Assert.Equal("waiting for 2 worker(s): 1 there; the run ends in 60 s if no more come", roster.Waiting(null));
        _now = TimeSpan.FromMinutes(1);
        Assert.EndsWith("expected at least 2 worker(s) within 60 s (cluster.wait-for-workers), found 1",
            Assert.Throws<PipelineException>(() => roster.Waiting(null)).Message);
    }

    [Fact]
    public void A_file_that_none_can_read_is_named()
    {
        var roster = Roster();
        Asks(roster, Remote(1), 1);
        Assert.Equal("waiting for a worker that can read a.csv: 1 cannot; the run ends in 60 s if none comes", roster.Waiting("a.csv"));
        _now = TimeSpan.FromMinutes(1);
        Assert.Equal("a.csv: expected a worker that can read it within 60 s (cluster.wait-for-workers), found 1 that cannot",
            Assert.Throws<PipelineException>(() => roster.Waiting("a.csv")).Message);
    }

    [Fact]
    public void What_workers_have_done_is_counted_once()
    {
        var (roster, meters) = (Roster(), new PipelineMeters());
        foreach (var seconds in (int[])[3, 5])
        {
            Asks(roster, Remote(1), 1, TimeSpan.FromSeconds(seconds));
            Asks(roster, Remote(2), 1, TimeSpan.FromSeconds(1));
            roster.CountWork(meters);
        }
        Assert.Equal((TimeSpan.FromSeconds(6), 4), (meters.Reader.BusyTime, meters.Reader.Actors));
        Assert.Equal((TimeSpan.FromSeconds(12), 6), (meters.Decoder.BusyTime, meters.Decoder.Actors));
    }

    [Fact]
    public void A_worker_is_called_by_its_host_and_port()
    {
        var roster = Roster();
        Assert.Equal("worker 127.0.0.1:9", roster.NameOf(Remote(9)));
        Assert.Equal("the trainer's own node", roster.NameOf(Local));
    }

    private static bool Asks(WorkerRoster roster, IActorRef worker, long splits, TimeSpan busy = default) => roster.Update(worker,
        new(new RunId(1), Guid.Empty, new Uri("http://127.0.0.1:1"), splits, new(2, busy), new(3, 2 * busy)));

    private IActorRef Remote(int port) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef($"akka.tcp://workers@127.0.0.1:{port}/user/worker");

    private WorkerRoster Roster(LocalWorkers local = LocalWorkers.WhenNone, int minWorkers = 0) =>
        new(new(32, TimeSpan.FromSeconds(5), local, minWorkers, TimeSpan.FromMinutes(1)), () => _now);
}
