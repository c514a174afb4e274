using ActorPipeline.Cluster.Trust;
using ActorPipeline.Cluster.Working;
using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using Akka.Event;

namespace ActorPipeline.Cluster.Tests.Working;

/// <summary>What workers do to a run: nothing that its stream would show.</summary>
public class WorkerFaultsSpec : ClusterTestKit
{
    [Theory]
    [InlineData("")]
    [InlineData("reader.readers = 1, reader.window = 1, cluster.splits = 4")]
    [InlineData("interleave = 3, reader.window = 1")]
    public async Task Workers_that_die_one_after_the_other_while_new_ones_come_change_nothing(string settings)
    {
        var expected = StreamHashOf(settings);
        var workers = new Queue<WorkerNode>();
        for (var i = 0; i < 3; i++)
            workers.Enqueue(await StartWorkerAsync(settings));

        var hash = HashOnWorkers(settings, new Seen(batch =>
        {
            if (batch.Step % 20 != 0)
                return;
            Kill(workers.Dequeue());
            workers.Enqueue(StartWorkerAsync(settings).Result);
        }));

        Assert.Equal(expected, hash);
        Assert.Contains(Notes.Lines, note => note.EndsWith("is gone: 0 worker(s)"));
    }

    // The last one's windows, and the sockets, are full of later splits when the first one's is free: it has to leave one of them for that.
    [Theory]
    [InlineData("interleave = 1")]
    [InlineData("interleave = 3")]
    public async Task A_single_worker_takes_over_from_all_that_are_gone(string order)
    {
        var settings = $"{order}, epochs = 1, files.split-bytes = 4MiB, shuffle.batch-size = 500, reader.readers = 1, reader.window = 1, "
            + "reader.block-bytes = 64KiB, cluster.splits = 6, cluster.late-after = 1m";
        WriteLargeFile();
        var expected = StreamHashOf(settings);
        var workers = new Stack<WorkerNode>();
        for (var i = 0; i < 4; i++)
            workers.Push(await StartWorkerAsync(settings));

        Assert.Equal(expected, HashOnWorkers(settings, new Seen(batch =>
        {
            if (batch.Step % 8 == 0 && workers.Count > 1)
                Kill(workers.Pop());
        })));
    }

    [Fact]
    public async Task A_run_without_workers_waits_says_so_and_goes_on_when_one_comes()
    {
        var expected = StreamHashOf();
        var run = Task.Run(() => HashOnWorkers());
        await Notes.WaitForAsync("waiting for a worker");
        await StartWorkerAsync();
        Assert.Equal(expected, await run);
    }

    [Fact]
    public async Task A_run_whose_workers_all_go_waits_says_so_and_goes_on_when_another_comes()
    {
        var expected = StreamHashOf();
        var last = await StartWorkerAsync();
        var run = Task.Run(() => HashOnWorkers("", new Seen(batch =>
        {
            if (batch.Step == 30)
                Kill(last);
        })));
        await Notes.WaitForAsync("waiting for a worker");
        await StartWorkerAsync();
        Assert.Equal(expected, await run);
    }

    [Fact]
    public void A_run_that_waits_too_long_for_a_worker_ends_with_a_failure_of_the_cluster()
    {
        var result = Run("", Feed("cluster.wait-for-workers = 1ms"));
        Assert.Equal(FailureKind.Cluster, result.Failure!.Kind);
        Assert.Equal("expected at least 1 worker(s) within 0 s (cluster.wait-for-workers), found 0", result.Failure.Message);
        Assert.Equal((EndReason.Failure, 0), (result.EndedBy, result.LeakedBuffers));
    }

    [Fact]
    public async Task A_worker_with_another_token_gets_no_split_and_gives_no_row()
    {
        var expected = StreamHashOf();
        await StartWorkerAsync(token: new SharedToken("a token of somebody else"u8));
        var run = Task.Run(() => HashOnWorkers());
        await Notes.WaitForAsync("refused");
        await StartWorkerAsync();
        Assert.Equal(expected, await run);
    }

    [Fact]
    public async Task A_worker_that_takes_splits_and_gives_nothing_does_not_stop_the_run()
    {
        const string Settings = "cluster.late-after = 100ms";
        var expected = StreamHashOf(Settings);
        var mute = await MuteWorker.StartAsync(Sys, Token);
        var run = Task.Run(() => HashOnWorkers(Settings));
        await mute.HasTakenASplitAsync();
        await StartWorkerAsync(Settings);
        Assert.Equal(expected, await run);
        await mute.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_that_finds_another_file_is_refused_that_file_s_splits_by_name()
    {
        var expected = StreamHashOf();
        await StartWorkerAsync();
        var other = await LyingWorker.StartAsync(this, "3.csv");
        var warnings = CreateTestProbe();
        Sys.EventStream.Subscribe(warnings.Ref, typeof(Warning));

        Assert.Equal(expected, HashOnWorkers());

        var warning = warnings.FishForMessage<Warning>(w => $"{w.Message}".Contains("3.csv"));
        Assert.Contains("expected first and last kilobytes with the checksum", $"{warning.Message}");
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_run_of_which_no_worker_can_read_a_file_ends_with_a_failure_that_names_it()
    {
        await using var other = await LyingWorker.StartAsync(this, ".csv");
        var result = Run("", Feed("cluster.wait-for-workers = 1ms"));
        Assert.Equal(FailureKind.Cluster, result.Failure!.Kind);
        Assert.Matches(@"\d\.csv: expected a worker that can read it within 0 s \(cluster.wait-for-workers\), found 1 that cannot$", result.Failure.Message);
    }

    [Fact]
    public async Task A_bad_record_ends_the_run_as_on_one_machine()
    {
        Folder.Write("5.csv", "5,0,1\n5,1,0\n5,x,1\n");
        var expected = Run("", new LocalFeed());
        await StartWorkerAsync();
        var result = Run("", Feed());
        Assert.EndsWith("5.csv:3:3: expected a number in column 1, found 'x'", result.Failure!.Message);
        Assert.Equal((FailureKind.Data, expected.Failure!.Message, 0), (result.Failure.Kind, result.Failure.Message, result.LeakedBuffers));
    }

    [Fact]
    public async Task A_line_that_does_not_fit_ends_the_run_as_on_one_machine()
    {
        Folder.Write("5.csv", $"5,0,1\n{new string('1', 40)},1,0\n");
        var expected = Run("", new LocalFeed());
        await StartWorkerAsync();
        var result = Run("", Feed());
        Assert.Contains("5.csv:2:1: expected a line of at most 32 bytes", result.Failure!.Message);
        Assert.Equal((FailureKind.Data, expected.Failure!.Message, 0), (result.Failure.Kind, result.Failure.Message, result.LeakedBuffers));
    }

    [Fact]
    public async Task Bad_records_and_blank_lines_are_left_out_and_counted_as_on_one_machine()
    {
        const string Settings = "decoder.on-bad-record = skip";
        Folder.Write("5.csv", "5,0,1\n\n5,x,1\n5,ä,1\n\n5,2,0\n");
        var expected = StreamHashOf(Settings);
        await StartWorkerAsync(Settings);
        var hash = new StreamHash();
        var result = Run(Settings, Feed(), hash);
        Assert.Equal(expected, hash.Value);
        Assert.Equal((4, 4), (result.Consumed!.End.BadRecords, result.Consumed.End.BlankLines));
    }
}
