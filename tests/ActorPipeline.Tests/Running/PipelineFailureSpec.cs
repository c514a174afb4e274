using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Tests.Running;

public class PipelineFailureSpec : PipelineTestKit
{
    [Fact]
    public void A_bad_record_ends_the_run_with_its_file_line_and_column()
    {
        Folder.Write("3.csv", "3,0,0\n\n3,1,1\r\n3,1x,1\n3,2,0\n");

        Expect(Run(""), FailureKind.Data, "shuffle-buffer", $"{Folder.Path}/3.csv:4:3: expected a number in column 1, found '1x'");
    }

    [Fact]
    public void One_bad_record_more_than_allowed_ends_the_run()
    {
        Folder.Write("3.csv", "1,2,0\n1,2\n1,2,0\n1\n\n1,2,0,4\n");

        Expect(Run("decoder { on-bad-record = skip, max-bad-records = 2 }"), FailureKind.Data, "shuffle-buffer",
            $"{Folder.Path}/3.csv:6:7: expected 3 fields, found 4 (bad record 3; max-bad-records is 2)");
    }

    [Fact]
    public void The_first_twenty_skipped_records_are_named_and_further_ones_counted()
    {
        Folder.Write("3.csv", string.Concat(Enumerable.Repeat("1,2\n", 25)));

        EventFilter.Warning(contains: ": expected 3 fields, found 2 (skipped)").Expect(19, () =>
            EventFilter.Warning(contains: "3.csv:20:4: expected 3 fields, found 2 (skipped; further ones are counted only)").ExpectOne(() =>
                Assert.Equal(25, Run("epochs = 1, decoder.on-bad-record = skip").Consumed!.End.BadRecords)));
    }

    [Fact]
    public void Records_that_are_all_bad_end_the_run_and_do_not_go_on_for_ever()
    {
        Folder.Write("bad/a.csv", "1,2\nx\ny,\n\nz\n");
        Folder.Write("bad/b.csv", "x\n");

        Expect(Run($$"""files.paths = ["{{Folder.Path}}/bad/*"], epochs = endless, decoder.on-bad-record = skip, decoder.label-column = 0"""
            + ", decoder.select-columns = [0, 1], decoder.na-value = 1"),
            FailureKind.Data, "shuffle-buffer", "Epoch 0 has no row: 1 blank line(s) and 5 bad record(s) so far were left out.");
    }

    [Fact]
    public void A_line_longer_than_a_block_ends_the_run_with_its_place()
    {
        Folder.Write("3.csv", "3,0,0\n3,0,0\n3,0.00000000000000000000000000000000001,0\n");

        Expect(Run(""), FailureKind.Data, "reader-", $"{Folder.Path}/3.csv:3:1: expected a line of at most 32 bytes (reader.block-bytes), found a longer one.");
    }

    [Fact]
    public void A_file_that_vanishes_ends_the_run_with_its_path()
    {
        var result = Run("epochs = endless", new Seen(batch =>
        {
            if (batch.Step == 1)
                foreach (var file in Directory.EnumerateFiles(Folder.Path))
                    File.Delete(file);
        }));

        Expect(result, FailureKind.File, "reader-", ".csv: the file is not there");
        Assert.Equal(EndReason.Failure, result.Consumed!.End.EndedBy); // what had been shuffled was sound
    }

    [Theory]
    [InlineData("files.paths = []", FailureKind.Settings, "files.paths is empty")]
    [InlineData("files.paths = [\"/no/such/*.csv\"]", FailureKind.Settings, "No file matches '/no/such/*.csv'")]
    [InlineData("files.paths = [\"/dev/null\"]", FailureKind.Data, "/dev/null")]
    public void Data_that_is_not_there_ends_the_run_before_it_begins(string settings, FailureKind kind, string message) =>
        Expect(Run(settings), kind, "files", message);

    [Theory]
    [InlineData("decoder.label-column = 3", FailureKind.Settings, "decoder.label-column: expected a column of the 3 that the first record has, found '3'")]
    [InlineData("shuffle.capacity = 2000000000", FailureKind.Settings, "shuffle.capacity: expected at most")]
    public void Settings_that_the_data_does_not_bear_end_the_run(string settings, FailureKind kind, string message) =>
        Expect(Run(settings), kind, "", message);

    [Fact]
    public void A_batch_that_no_array_holds_ends_the_run()
    {
        Folder.Write("0.csv", string.Join(',', Enumerable.Repeat("1", 3000)) + "\n");
        Expect(Run("shuffle.batch-size = 1000000"), FailureKind.Settings, "", "shuffle.batch-size: expected at most 178956 rows of 12000 bytes");
    }

    [Fact]
    public void A_consumer_that_cannot_be_made_ends_the_run()
    {
        Expect(Result(Start("", new ConsumerProps(_ => throw new InvalidOperationException("no such model")))), FailureKind.Training, "", "no such model");
        Expect(Result(Start("", new ConsumerProps(_ => Props.Create(() => new Unmakeable())))), FailureKind.Training, "consumer", "no such model");
    }

    [Fact]
    public void A_consumer_that_throws_ends_the_run_with_its_path_and_reason() =>
        Expect(Run("", new Seen(batch => ThrowAt(3, batch, new InvalidOperationException("weights are gone")))), FailureKind.Training, "consumer", "weights are gone");

    [Fact]
    public void The_kind_of_a_failure_is_that_of_its_cause() =>
        Expect(Run("", new Seen(batch => ThrowAt(3, batch, new PipelineException(FailureKind.File, "/out: disk full")))), FailureKind.File, "consumer", "/out: disk full");

    [Theory]
    [InlineData("files")]
    [InlineData("reader-1")]
    [InlineData("reader-2")]
    [InlineData("decoder-1")]
    [InlineData("decoder-2")]
    [InlineData("shuffle-buffer")]
    [InlineData("consumer")]
    public void A_stage_that_stops_unasked_ends_the_run_with_its_path(string name) =>
        Expect(RunAndTell(name, PoisonPill.Instance, [10], "epochs = endless"), FailureKind.Training, name, "stopped unexpectedly");

    [Theory]
    [InlineData("files")]
    [InlineData("shuffle-buffer")]
    [InlineData("consumer")]
    public void A_stage_that_cannot_go_on_where_it_was_ends_the_run_when_it_fails(string name) =>
        Expect(RunAndTell(name, Kill.Instance, [10], "epochs = endless"), FailureKind.Training, name, "Kill");

    [Theory]
    [InlineData("reader-1")]
    [InlineData("reader-2")]
    [InlineData("decoder-1")]
    [InlineData("decoder-2")]
    public void A_reader_or_decoder_that_fails_goes_on_where_it_was_and_the_stream_is_the_same(string name)
    {
        var undisturbed = new StreamHash();
        var disturbed = new StreamHash();
        Run("", undisturbed);
        var result = RunAndTell(name, Kill.Instance, [3, 4, 60], "", disturbed);

        Assert.Equal((EndReason.OutOfRange, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
        Assert.Equal(undisturbed.Value, disturbed.Value);
    }

    [Theory]
    [InlineData("reader-2", 3)]
    [InlineData("decoder-1", 3)]
    [InlineData("decoder-1", 0)]
    public void A_reader_or_decoder_that_keeps_failing_ends_the_run(string name, int restarts) =>
        Expect(RunAndTell(name, Kill.Instance, [.. Enumerable.Range(5, restarts + 1).Select(s => (long)s)], $"epochs = endless, supervisor.max-restarts = {restarts}"),
            FailureKind.Training, name, "Kill");

    [Fact]
    public void Who_does_not_stop_within_the_grace_period_is_named_and_nobody_else()
    {
        using var blocked = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var supervisor = Start("epochs = endless, supervisor.stop-grace-period = 1s", new Seen(batch =>
        {
            if (batch.Step < 5)
                return;
            blocked.Set();
            go.Wait();
        }));
        blocked.Wait();
        supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
        var result = Result(supervisor);
        go.Set();

        Assert.Equal((EndReason.Signal, null), (result.EndedBy, result.Consumed));
        Assert.Equal([supervisor.Path.ToStringWithoutAddress() + "/consumer"], result.Stragglers);
    }

    [Fact]
    public void A_failure_while_the_consumer_is_blocked_ends_the_run_too()
    {
        var children = new Children();
        using var blocked = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var supervisor = Start("epochs = endless, supervisor.stop-grace-period = 1s", children.SeenBy(Consumer.Props([new Seen(batch =>
        {
            if (batch.Step < 5)
                return;
            blocked.Set();
            go.Wait();
        })])));
        blocked.Wait();
        children["shuffle-buffer"].Tell(Kill.Instance, ActorRefs.NoSender);
        var result = Result(supervisor);
        go.Set();

        Assert.Equal((EndReason.Failure, "Kill"), (result.EndedBy, result.Failure!.Message));
        Assert.Equal([supervisor.Path.ToStringWithoutAddress() + "/consumer"], result.Stragglers);
    }

    private RunResult RunAndTell(string name, object message, long[] atSteps, string settings, params IBatchHandler[] observers)
    {
        var children = new Children();
        var telling = new Seen(batch =>
        {
            if (atSteps.Contains(batch.Step))
                children[name].Tell(message, ActorRefs.NoSender);
        });
        return Result(Start(settings, children.SeenBy(Consumer.Props([.. observers, telling]))));
    }

    private static void ThrowAt(long step, MiniBatch batch, Exception exception)
    {
        if (batch.Step == step)
            throw exception;
    }

    private static void Expect(RunResult result, FailureKind kind, string actor, string message)
    {
        Assert.Equal(EndReason.Failure, result.EndedBy);
        Assert.Contains(message, result.Failure!.Message);
        Assert.Equal(kind, result.Failure.Kind);
        Assert.StartsWith("/user/", result.Failure.Actor);
        Assert.Contains("/" + actor, result.Failure.Actor);
        Assert.Equal(0, result.LeakedBuffers);
        Assert.Empty(result.Stragglers);
    }

    private sealed class Unmakeable : ReceiveActor
    {
        public Unmakeable() => throw new InvalidOperationException("no such model");
    }
}
