using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Running;
using Akka.Actor;

namespace ActorPipeline.Tests.Running;

public class PipelineSpec : PipelineTestKit
{
    [Fact]
    public void A_run_ends_at_OutOfRange_with_every_row_of_every_epoch_once()
    {
        var origins = new Origins();
        var result = Run("", origins);

        Assert.Equal((EndReason.OutOfRange, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
        Assert.Empty(result.Stragglers);
        Assert.Equal(new StreamEnd(115, 800, 2, 2, 0, 0, EndReason.OutOfRange), result.Consumed!.End with { Cursor = null });
        Assert.Equal([.. Enumerable.Repeat(7, 114), 2], origins.Batches.Select(b => b.Length));
        var rows = origins.Batches.SelectMany(b => b).ToList();
        Assert.Equal(800, rows.Distinct().Count());
        Assert.All(rows.CountBy(o => (o.Epoch, o.File)), file => Assert.Equal(RowsOfAFile, file.Value));
    }

    [Fact]
    public void The_tutorial_ends_after_174_steps_with_a_batch_of_21()
    {
        for (var file = 0; file < 20; file++)
            Folder.Write($"tutorial/examples-{file:00}.csv", string.Concat(Enumerable.Repeat("0.25,-1.5,3,1\n", 100)));
        var result = Run($$"""files.paths = ["{{Folder.Path}}/tutorial/*.csv"], shuffle { batch-size = 23, min-after-dequeue = 10 }""");

        Assert.Equal((174, 4000, 21, EndReason.OutOfRange),
            (result.Consumed!.End.Steps, result.Consumed.End.Rows, result.Consumed.End.LastBatchSize, result.EndedBy));
    }

    [Fact]
    public void Labels_and_features_are_those_of_the_row_s_line()
    {
        var lines = Enumerable.Range(0, Files).Select(f => File.ReadAllText($"{Folder.Path}/{f}.csv")).ToArray();
        var wrong = new List<string>();
        var run = Run("", new Seen(batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var origin = batch.Origins[i];
                var line = lines[origin.File][(int)origin.Offset..].Split('\n')[0];
                if (line != $"{batch.Features[2 * i]},{batch.Features[2 * i + 1]},{batch.Labels[i]}")
                    wrong.Add(line);
            }
        }));

        Assert.Null(run.Failure);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("reader.readers = 1")]
    [InlineData("reader.readers = 4")]
    [InlineData("decoder.decoders = 1")]
    [InlineData("decoder.decoders = 4")]
    [InlineData("reader.window = 1")]
    [InlineData("reader.window = 32")]
    [InlineData("shuffle.prefetch = 1")]
    [InlineData("shuffle.prefetch = 8")]
    [InlineData("reader.readers = 7, reader.window = 1, decoder.decoders = 3, shuffle.prefetch = 1")]
    public void A_speed_setting_does_not_change_one_bit_of_the_stream(string speed) =>
        Assert.Equal(StreamHashOf(""), StreamHashOf(speed));

    [Theory]
    [InlineData("reader.readers = 1, interleave = 5")]
    [InlineData("reader.readers = 9, interleave = 5")]
    public void More_splits_in_turn_than_readers_are_the_stream_of_as_many_readers(string settings) =>
        Assert.Equal(StreamHashOf("interleave = 5"), StreamHashOf(settings));

    [Theory]
    [InlineData("seed = 24")]
    [InlineData("shuffle.mode = rows")]
    [InlineData("files.split-bytes = 200, interleave = 2")]
    [InlineData("interleave = 2")]
    [InlineData("interleave = 2, reader.block-bytes = 64")]
    [InlineData("shuffle.capacity = 30")]
    [InlineData("shuffle.min-after-dequeue = 21")]
    [InlineData("shuffle.batch-size = 8")]
    [InlineData("shuffle.epoch-boundary = drain")]
    [InlineData("shuffle.mode = off")]
    public void A_data_order_setting_changes_the_stream(string order) =>
        Assert.NotEqual(StreamHashOf(""), StreamHashOf(order));

    [Fact]
    public void Without_shuffle_the_rows_come_in_the_order_of_paths_and_lines()
    {
        var origins = new Origins();
        Run("shuffle.mode = off, epochs = 1, reader.readers = 4", origins);
        var rows = origins.Batches.SelectMany(b => b).ToList();

        Assert.Equal(rows.OrderBy(o => o.File).ThenBy(o => o.Offset), rows);
    }

    [Fact]
    public void The_windows_may_be_as_tight_as_can_be_for_any_number_of_blocks()
    {
        // Every buffer is always in use: one that came back after the credit for the next would be missed.
        var result = Run("epochs = 5, files.split-bytes = 1, reader.readers = 4, reader.window = 1, reader.block-bytes = 16, decoder.decoders = 4, shuffle.prefetch = 1");

        Assert.Null(result.Failure);
        Assert.Equal((5 * Files * RowsOfAFile, 0), (result.Consumed!.End.Rows, result.LeakedBuffers));
    }

    [Fact]
    public void Max_steps_ends_an_endless_run_after_that_batch()
    {
        var origins = new Origins();
        var result = Run("epochs = endless, max-steps = 200", origins);

        Assert.Equal((EndReason.MaxSteps, 0, 200), (result.EndedBy, result.LeakedBuffers, result.Consumed!.End.Steps));
        Assert.Equal(200, origins.Batches.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void A_stop_ends_an_endless_run_after_the_batches_that_are_with_the_consumer(int step)
    {
        var origins = new Origins();
        IActorRef supervisor = null!;
        var started = new ManualResetEventSlim();
        supervisor = Start("epochs = endless", origins, new Seen(batch =>
        {
            started.Wait();
            if (batch.Step == step)
                supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
        }));
        started.Set();
        var result = Result(supervisor);

        Assert.Equal((EndReason.Signal, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
        Assert.Empty(result.Stragglers);
        Assert.Equal(result.Consumed!.End.Steps, origins.Batches.Count);
        Assert.True(origins.Batches.Count >= step);
    }

    [Fact]
    public void A_stop_before_anything_has_started_ends_the_run()
    {
        var supervisor = Start("epochs = endless");
        supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);

        var result = Result(supervisor);
        Assert.Equal((EndReason.Signal, null, 0), (result.EndedBy, result.Failure, result.LeakedBuffers));
    }

    [Fact]
    public void The_result_is_answered_to_whoever_asks_before_or_after_the_end()
    {
        var supervisor = Start("");
        Assert.Equal(Result(supervisor), Result(supervisor));
    }

    [Fact]
    public async Task Whoever_waits_for_the_result_of_a_run_that_somebody_else_stops_learns_that()
    {
        var supervisor = Start("epochs = endless");
        var result = supervisor.Ask<RunResult>(PipelineSupervisor.GetResult.Instance, TimeSpan.FromSeconds(30));
        supervisor.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        Assert.Equal("it was stopped before the run had ended", (await Assert.ThrowsAsync<InvalidOperationException>(() => result)).Message);
    }

    [Fact]
    public void Two_pipelines_in_one_system_do_not_disturb_each_other()
    {
        var alone = new StreamHash();
        Run("", alone);
        StreamHash first = new(), second = new();
        IActorRef[] both = [Start("", first), Start("", second), Start("epochs = endless, max-steps = 30"), Start("decoder.label-column = 7")];
        var results = both.Select(Result).ToList();

        Assert.Equal([EndReason.OutOfRange, EndReason.OutOfRange, EndReason.MaxSteps, EndReason.Failure], results.Select(r => r.EndedBy));
        Assert.All(results, r => Assert.Equal(0, r.LeakedBuffers));
        Assert.Equal((alone.Value, alone.Value), (first.Value, second.Value));
    }

    [Fact]
    public void A_skipped_bad_record_and_a_blank_line_are_counted()
    {
        Folder.Write("0.csv", "1,2,0\n\nx,2,0\n1,2,0,7\n3,4,1\n");
        var result = Run("decoder.on-bad-record = skip, epochs = 1");

        Assert.Equal((2, 1, 7 * RowsOfAFile + 2), (result.Consumed!.End.BadRecords, result.Consumed.End.BlankLines, result.Consumed.End.Rows));
        Assert.Equal(EndReason.OutOfRange, result.EndedBy);
    }
}
