using static ActorPipeline.Host.Tests.EndToEnd.ChildProcess;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Workers outlive their trainer, however it ends, and work for the next one at its port.</summary>
public class ClusterTrainerSpec : ClusterRuns
{
    [Fact]
    public async Task A_worker_outlives_its_trainer_and_works_for_the_next_one_at_that_port()
    {
        var port = FreePort();
        var worker = StartWorker(port);
        await EndsAsOnOneMachine(StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]));
        await worker.WaitForAsync("rejoining");
        await EndsAsOnOneMachine(StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]));
        await Leaves(worker);
    }

    [Fact]
    public async Task A_worker_that_cannot_join_tries_again_with_another_system()
    {
        var port = FreePort();
        var worker = StartWorker(port, "--set", "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes=1s");
        await worker.WaitForAsync("rejoining");
        await EndsAsOnOneMachine(StartTrainer(port, ["--min-workers", "1", .. OnlyWorkers]));
        await Leaves(worker);
    }

    // Each is somewhere between leaving one system and joining with the next.
    [Fact]
    public async Task A_worker_that_is_told_to_leave_while_it_joins_again_leaves()
    {
        var workers = Enumerable.Range(0, 5).Select(_ => StartWorker(FreePort(),
            "--set", "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes=500ms", "--set", "akka.cluster.retry-unsuccessful-join-after=100ms")).ToArray();
        await Task.WhenAll(workers.Select(async worker =>
        {
            await worker.WaitForAsync("rejoining");
            await Leaves(worker);
        }));
    }

    [Fact]
    public async Task A_trainer_that_was_killed_goes_on_from_its_checkpoint_with_what_workers_there_are()
    {
        var port = FreePort();
        string[] options = ["--min-workers", "2", "--checkpoint-dir", "checkpoints", "--checkpoint-every", "10", "--resume", .. OnlyWorkers];
        var trainer = StartTrainer(port, options);
        var (survivor, other) = (StartWorker(port, Reading("6KiB")), StartWorker(port, Reading("6KiB")));
        await trainer.WaitForOutputAsync("global_step: 40 ");
        trainer.Signal(SIGKILL);
        other.Signal(SIGKILL);
        Assert.Equal(128 + SIGKILL, (await trainer.EndAsync()).ExitCode);

        // The next one waits for two workers, so the survivor is one of them.
        await NameOfAsync(survivor);
        var next = StartTrainer(port, options);
        await survivor.WaitForAsync("rejoining");
        await NameOfAsync(survivor);
        StartWorker(port);
        await EndsAsOnOneMachine(next);
        Assert.InRange(SummaryOf("summary.json").GetProperty("resumedFromStep").GetInt64(), 10, 170);
        await Leaves(survivor);
    }
}
