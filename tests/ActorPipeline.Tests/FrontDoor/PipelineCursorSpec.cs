using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using ActorPipeline.Order;
using ActorPipeline.Tests.Checkpoints;

namespace ActorPipeline.Tests.FrontDoor;

public class PipelineCursorSpec : FrontDoorKit
{
    /// <summary>Streams whose cursors have something of each kind to say.</summary>
    public static TheoryData<string, Func<Dataset, Dataset>> Streams => new()
    {
        { "mix", b => b },
        { "drain", b => b.Shuffle(epochBoundary: EpochBoundary.Drain) },
        { "no shuffle", b => b.NoShuffle() },
        { "turns", b => b.Interleave(3) },
        { "full batches", b => b.Batch(19, dropRemainder: true) },
        { "a batch larger than the buffer", b => b.Batch(60).Shuffle(minAfterDequeue: 3, capacity: 5) },
        { "bad records", b => b.OnBadRecord(BadRecordPolicy.Skip) },
        { "endless", b => b.Epochs(null) },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task From_the_cursor_after_any_batch_come_the_batches_that_followed_it(string name, Func<Dataset, Dataset> settings)
    {
        if (name == "bad records")
            Folder.Write("3.csv", "1,2,0\n\n1,2\n" + string.Concat(Enumerable.Repeat("3,4,1\n5\n\n", 20)));
        var data = settings(Data.Batch(17));
        var options = Options with { MaxSteps = name == "endless" ? 60 : null, Readers = 1 };
        await using var run = data.Start(options);
        var (batches, cursors) = (new List<string>(), new List<PipelineCursor>());
        await foreach (var batch in run.Batches)
        {
            batches.Add(TextOf(batch));
            cursors.Add(Stored(run.Cursor!));
        }

        Assert.Equal(Enumerable.Range(1, batches.Count).Select(s => (long)s), cursors.Select(c => c.Step));
        for (var after = 1; after <= batches.Count; after++)
            Assert.Equal(batches[after..], await ReadAsync(data, options with { From = cursors[after - 1] }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(28, 1)]
    [InlineData(30, 4)]
    [InlineData(100, 15)]
    public async Task A_run_that_goes_on_has_the_cursors_of_the_run_that_was_not_stopped(int first, int second)
    {
        var batches = await ReadAsync(Data, Options);
        var cursor = await CursorAfter(Options, first);
        var next = await CursorAfter(Options with { From = cursor }, second);

        Assert.Equal(first + second, next.Step);
        Assert.Equal(batches[(first + second)..], await ReadAsync(Data, Options with { From = Stored(next) }));
    }

    [Fact]
    public async Task Before_the_first_batch_there_is_none_or_the_one_that_the_run_goes_on_from()
    {
        await using var begun = Data.Start(Options with { From = null });
        Assert.Null(begun.Cursor);
        var cursor = await CursorAfter(Options, 12);
        await using var resumed = Data.Start(Options with { From = cursor });
        Assert.Same(cursor, resumed.Cursor);
    }

    [Fact]
    public async Task It_is_there_after_the_loop_and_after_the_run()
    {
        var run = Data.Start(Options);
        var batches = await ReadAsync(run);
        await run.DisposeAsync();

        Assert.Equal(batches.Count, run.Cursor!.Step);
        Assert.Empty(await ReadAsync(Data, Options with { From = run.Cursor }));
    }

    [Fact]
    public async Task The_state_of_the_stream_comes_once_in_as_many_rows_as_wait()
    {
        await using var run = Data.Start(Options); // a buffer of 41 rows, batches of 7
        var with = new List<long>();
        await foreach (var batch in run.Batches)
        {
            if (batch.Cursor is not null)
                with.Add(batch.Step);
            Assert.Equal(batch.Step / 5 * 5, run.Cursor!.Origin.Cursor.Steps);
        }

        Assert.Equal(Enumerable.Range(1, 115 / 5).Select(i => 5L * i), with);
    }

    [Fact]
    public async Task Speed_settings_and_max_steps_may_change_and_a_whole_checkpoint_will_do()
    {
        var batches = await ReadAsync(Data, Options);
        var cursor = await CursorAfter(Options, 50);

        Assert.Equal(batches[50..70], await ReadAsync(Data, Options with { Readers = 3, Decoders = 1, Prefetch = 9, MaxSteps = 70, From = cursor }));
        Assert.Empty(await ReadAsync(Data, Options with { MaxSteps = 20, From = cursor }));
        var path = Folder.Path + "/host.checkpoint";
        CheckpointFile.Write(path, cursor.Origin with { Parts = SampleCheckpoint.Of(0).Parts });
        Assert.Equal(batches[50..], await ReadAsync(Data, Options with { From = PipelineCursor.Load(path) }));
    }

    [Fact]
    public async Task Changed_settings_and_files_are_refused_by_a_list_of_them()
    {
        var cursor = await CursorAfter(Options, 12);
        File.AppendAllText($"{Folder.Path}/3.csv", "1,2,0\n");
        Folder.Write("new.csv", "1,2,0\n");
        await using var changed = Data.Shuffle(seed: 24).Start(Options with { From = cursor });
        var failure = await FailureOf(changed);

        Expect(FailureKind.Settings, "actor-pipeline.seed: 23 then, 24 now", failure);
        Expect(FailureKind.Settings, $"{Folder.Path}/3.csv: ", failure);
        Expect(FailureKind.Settings, $"{Folder.Path}/new.csv: new; was not part of the data set", failure);
        Assert.Same(cursor, changed.Cursor);
        Assert.Equal(EndReason.Failure, await EndOf(changed));
    }

    [Fact]
    public async Task Damaged_bytes_and_foreign_ones_are_refused()
    {
        var bytes = new MemoryStream();
        (await CursorAfter(Options, 12)).Save(bytes);
        var saved = bytes.ToArray();

        for (var at = 0; at < saved.Length; at += 7)
        {
            saved[at] ^= 1;
            Assert.Equal(FailureKind.File, Assert.Throws<PipelineException>(() => PipelineCursor.Load(new MemoryStream(saved))).Kind);
            saved[at] ^= 1;
        }
        Assert.Equal(FailureKind.File, Assert.Throws<PipelineException>(() => PipelineCursor.Load(new MemoryStream(saved[..^1]))).Kind);
        Assert.Equal("cursor: it is no checkpoint of ActorPipeline.",
            Assert.Throws<PipelineException>(() => PipelineCursor.Load(Stream.Null)).Message);
        Assert.Equal(12, PipelineCursor.Load(new MemoryStream(saved)).Step);
    }

    [Fact]
    public async Task Where_readers_share_it_is_the_place_after_the_last_batch_handed_out_to_any()
    {
        var batches = await ReadAsync(Data, Options);
        await using var run = Data.Start(Options with { Share = true });
        await using var one = run.Batches.GetAsyncEnumerator();
        await using var two = run.Batches.GetAsyncEnumerator();
        foreach (var reader in new[] { one, two, two, one, two })
            await reader.MoveNextAsync();

        Assert.Equal((4, 5), (one.Current.Step, two.Current.Step));
        Assert.Equal(batches[5..], await ReadAsync(Data, Options with { From = run.Cursor }));
    }

    private async Task<PipelineCursor> CursorAfter(RunOptions options, int batches)
    {
        await using var run = Data.Start(options);
        await foreach (var _ in run.Batches)
            if (--batches == 0)
                break;
        return run.Cursor!;
    }

    // By a file and by a stream in turn.
    private PipelineCursor Stored(PipelineCursor cursor)
    {
        if (cursor.Step % 2 == 0)
        {
            var path = Folder.Path + "/last.cursor";
            cursor.Save(path);
            return PipelineCursor.Load(path);
        }
        var bytes = new MemoryStream();
        cursor.Save(bytes);
        bytes.Position = 0;
        return PipelineCursor.Load(bytes);
    }
}
