using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Cluster.Tests.Leasing;

/// <summary>Three splits in flight; workers are references, nothing is sent.</summary>
public sealed class LeaseManagerCoreSpec : TestKit
{
    private readonly LeaseManagerCore _core;
    private TimeSpan _now;

    public LeaseManagerCoreSpec() : base("akka.actor.provider = remote\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }") =>
        _core = new(new(3, TimeSpan.FromSeconds(5), LocalWorkers.Never, 0, TimeSpan.FromMinutes(1)), splits: 3, window: 2, () => _now);

    [Fact]
    public void Splits_are_requested_up_to_those_in_flight_and_again_when_one_is_released()
    {
        Assert.Equal((3, 0), (_core.RequestSplits(), _core.RequestSplits()));
        _core.Add(SplitAt(0));
        Assert.Equal(0, _core.RequestSplits());
        _core.Release(0);
        Assert.Equal(1, _core.RequestSplits());
        _core.CompleteSplits();
        Assert.Equal(0, _core.RequestSplits());
    }

    [Fact]
    public void A_split_stays_in_flight_until_it_is_released_and_its_last_pull_has_ended()
    {
        var lease = GrantOne(Worker(1)).Lease;
        _core.Release(0);
        Assert.Equal(0, _core.RequestSplits());
        Assert.Null(_core.EndPull(new(lease.Id, PullOutcome.Completed, WasAccepted: true)));
        Assert.Equal(1, _core.RequestSplits());
    }

    [Fact]
    public void A_lost_pull_makes_its_worker_suspect_and_its_split_goes_to_another()
    {
        var first = GrantOne(Worker(1));
        _core.Update(Worker(2), Demand(1));
        _core.EndPull(new(first.Lease.Id, PullOutcome.Lost, WasAccepted: true));
        Assert.Equal([Worker(2)], _core.Workers.Reachable);
        var second = Assert.Single(_core.Grant());
        Assert.Equal((Worker(2), 0, 1), (second.Worker, second.Lease.Split.Sequence, _core.Reassigned));
    }

    [Fact]
    public void A_refused_split_is_warned_of_and_never_goes_to_that_worker_again()
    {
        var lease = GrantOne(Worker(1)).Lease;
        _core.Update(Worker(1), Demand(5));
        Assert.Equal("worker 127.0.0.1:1: another file", _core.EndPull(new(lease.Id, PullOutcome.Refused, WasAccepted: false, "another file")));
        Assert.Empty(_core.Grant());
        Assert.Equal("waiting for a worker that can read a.csv: 1 cannot; the run ends in 60 s if none comes", _core.Waiting());
    }

    [Fact]
    public void A_failure_of_the_data_is_thrown()
    {
        var lease = GrantOne(Worker(1)).Lease;
        var cause = new PipelineException(FailureKind.Data, "a.csv:1:1");
        Assert.Same(cause, Assert.Throws<PipelineException>(() => _core.EndPull(new(lease.Id, PullOutcome.Failed, true, "", cause))));
    }

    [Fact]
    public void A_worker_that_is_gone_loses_its_leases_once()
    {
        var lease = GrantOne(Worker(1)).Lease;
        var (note, revoked) = _core.Remove(Worker(1))!.Value;
        Assert.Equal("worker 127.0.0.1:1 is gone: 0 worker(s)", note);
        Assert.Equal([lease.Id], revoked);
        Assert.Null(_core.Remove(Worker(1)));
    }

    [Fact]
    public void A_lease_without_progress_expires_and_its_worker_is_suspect()
    {
        var lease = GrantOne(Worker(1)).Lease;
        _now = TimeSpan.FromSeconds(10);
        Assert.Empty(_core.Expire());
        _now = TimeSpan.FromSeconds(11);
        Assert.Equal([lease.Id], _core.Expire());
        Assert.Empty(_core.Workers.Reachable);
    }

    [Fact]
    public void Where_no_worker_has_room_the_last_split_yields_to_an_earlier_one_and_no_other_until_its_worker_reports()
    {
        _core.RequestSplits();
        foreach (var number in (int[])[0, 1, 2])
        {
            _core.Add(SplitAt(number));
            _core.Update(Worker(number), Demand(1));
        }
        var granted = _core.Grant();
        Assert.Equal([0L, 1L, 2L], granted.Select(g => g.Lease.Split.Sequence));
        Assert.Null(_core.Yield());
        _core.EndPull(new(granted[0].Lease.Id, PullOutcome.Lost, WasAccepted: true));
        Assert.Equal(granted[2].Lease.Id, _core.Yield());
        Assert.Null(_core.Yield());
        _core.Update(granted[2].Worker, Demand(2));
        var again = Assert.Single(_core.Grant());
        Assert.Equal((granted[2].Worker, 0L), (again.Worker, again.Lease.Split.Sequence));
    }

    private GrantedLease GrantOne(IActorRef worker)
    {
        _core.RequestSplits();
        _core.Add(SplitAt(0));
        _core.Update(worker, Demand(1));
        return Assert.Single(_core.Grant());
    }

    private static Split SplitAt(int sequence) => new(new RunId(1), sequence, 0, new DataFile(0, "a.csv", 1000, DateTime.UnixEpoch, 0), sequence * 10, sequence * 10 + 10);

    private static WorkerProtocol.ReportDemand Demand(long splits) =>
        new(new RunId(1), Guid.Empty, new Uri("http://127.0.0.1:1"), splits, new(1, default), new(1, default));

    private IActorRef Worker(int port) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef($"akka.tcp://workers@127.0.0.1:{port}/user/worker");
}
