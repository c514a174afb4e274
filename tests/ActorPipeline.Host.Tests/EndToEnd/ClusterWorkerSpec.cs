using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Whatever becomes of workers, the stream and the weights are those of one machine.</summary>
public class ClusterWorkerSpec : ClusterRuns
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Any_number_of_workers_changes_nothing(int workers)
    {
        var port = FreePort();
        var trainer = StartTrainer(port, "--min-workers", $"{workers}");
        for (var i = 0; i < workers; i++)
            StartWorker(port);
        await EndsAsOnOneMachine(trainer);
        Assert.Equal(1 + workers, SummaryOf("summary.json").GetProperty("nodes").GetInt32());
    }

    [Fact]
    public async Task A_worker_with_a_tenth_of_the_speed_changes_nothing()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "2", .. OnlyWorkers]);
        StartWorker(port, Reading("200KiB"));
        StartWorker(port, Reading("20KiB"));
        await EndsAsOnOneMachine(trainer);
    }

    [Fact]
    public async Task Workers_that_are_killed_while_others_join_change_nothing()
    {
        var (port, random) = (FreePort(), new Random(23));
        var trainer = StartTrainer(port, ["--min-workers", "2", .. OnlyWorkers]);
        List<HostProcess> workers = [StartWorker(port, Steady), StartWorker(port, Steady)];
        foreach (var step in (int[])[20, 60, 100])
        {
            await trainer.WaitForOutputAsync($"global_step: {step} ");
            var victim = random.Next(workers.Count);
            workers[victim].Signal(SIGKILL);
            workers[victim] = StartWorker(port, Steady);
        }
        await EndsAsOnOneMachine(trainer);
    }

    [Fact]
    public async Task A_run_whose_workers_all_die_waits_and_goes_on_with_one_that_comes()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "2", .. OnlyWorkers]);
        HostProcess[] workers = [StartWorker(port, Slow), StartWorker(port, Slow)];
        await trainer.WaitForOutputAsync("global_step: 5 ");
        foreach (var worker in workers)
            worker.Signal(SIGKILL);
        await trainer.WaitForAsync("waiting for a worker: none can be reached");
        StartWorker(port);
        await EndsAsOnOneMachine(trainer);
    }

    // The one that stays would need minutes: what is left after a while was read by the one that slept.
    [Fact]
    public async Task A_worker_that_is_stopped_loses_its_splits_and_joins_anew_when_it_goes_on()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "2", .. OnlyWorkers]);
        var (sleeper, _) = (StartWorker(port, Steady), StartWorker(port, Slow));
        var name = await NameOfAsync(sleeper);
        await trainer.WaitForOutputAsync("global_step: 20 ");
        sleeper.Signal(SIGSTOP);
        await trainer.WaitForAsync($"worker {name} is gone: 1 worker(s)");
        sleeper.Signal(SIGCONT);
        await sleeper.WaitForAsync("rejoining");
        await NameOfAsync(sleeper);
        await EndsAsOnOneMachine(trainer);
        Assert.InRange(SummaryOf("summary.json").GetProperty("leasesReassigned").GetInt32(), 1, int.MaxValue);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_leave_leaves_and_its_splits_go_on_elsewhere()
    {
        var port = FreePort();
        var trainer = StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]);
        var leaver = StartWorker(port, Slow);
        var name = await NameOfAsync(leaver);
        await trainer.WaitForOutputAsync("global_step: 5 ");
        await Leaves(leaver);
        await trainer.WaitForAsync($"worker {name} is gone: 0 worker(s)");
        StartWorker(port);
        await EndsAsOnOneMachine(trainer);
    }
}
