using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;

namespace ActorPipeline.Tests.FrontDoor;

public class SharedRunSpec : FrontDoorKit
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Each_batch_goes_to_one_reader(int readers)
    {
        await using var run = Data.Start(Options with { Share = true });
        var read = await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(() => ReadAsync(run))));

        Assert.Equal((await ReadAsync(Data, Options)).Order(), read.SelectMany(batches => batches).Order());
    }

    [Fact]
    public async Task A_reader_that_comes_after_the_end_is_told_that()
    {
        await using var run = Data.Start(Options with { Share = true });
        await ReadAsync(run);

        Assert.Empty(await ReadAsync(run));
        Assert.Equal(EndReason.OutOfRange, await EndOf(run));
    }

    [Fact]
    public async Task Every_reader_is_told_of_a_failure()
    {
        Folder.Write("3.csv", "bad\n");
        await using var run = Data.NoShuffle().Start(Options with { Share = true });

        for (var reader = 0; reader < 3; reader++)
            Expect(FailureKind.Data, "3.csv:1:1: ", await FailureOf(run));
        Assert.Equal(EndReason.Failure, await EndOf(run));
    }

    [Fact]
    public async Task Who_stops_early_leaves_the_rest_to_the_others()
    {
        await using var run = Data.Start(Options with { Share = true });
        await foreach (var batch in run.Batches)
            if (batch.Step == 10)
                break;

        Assert.Equal(105, (await ReadAsync(run)).Count);
        Assert.Equal(EndReason.OutOfRange, await EndOf(run));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task As_many_readers_as_batches_may_wait_for_each_other_at_each_step(int prefetch)
    {
        await using var run = Data.Start(Options with { Prefetch = prefetch, Share = true });
        var readers = Enumerable.Range(0, prefetch + 1).Select(_ => run.Batches.GetAsyncEnumerator()).ToList();
        for (var step = 0; step < 20; step++)
            foreach (var reader in readers)
                Assert.True(await reader.MoveNextAsync());

        Assert.Equal(20 * readers.Count, run.Cursor!.Step);
        foreach (var reader in readers)
            await reader.DisposeAsync();
        Assert.Equal(EndReason.Signal, await EndOf(run));
    }

    [Fact]
    public async Task A_reader_that_waits_since_all_batches_are_out_gets_the_next_one_that_comes_back()
    {
        await using var run = Data.Start(Options with { Prefetch = 1, Share = true });
        await using IAsyncEnumerator<MiniBatch> one = Reader(run), two = Reader(run), waiting = Reader(run);
        Assert.True(await one.MoveNextAsync() && await two.MoveNextAsync());
        var third = waiting.MoveNextAsync();
        Assert.False(third.IsCompleted);

        await one.DisposeAsync();
        Assert.True(await third);
        Assert.Equal(3, waiting.Current.Step);
    }

    [Fact]
    public async Task A_reader_that_waits_hears_its_token()
    {
        using var stop = new CancellationTokenSource();
        await using var run = Data.Start(Options with { Prefetch = 1, Share = true });
        await using IAsyncEnumerator<MiniBatch> one = Reader(run), two = Reader(run), waiting = Reader(run, stop.Token);
        Assert.True(await one.MoveNextAsync() && await two.MoveNextAsync());
        var third = waiting.MoveNextAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await third);
        Assert.True(await one.MoveNextAsync());
    }

    [Fact]
    public async Task A_reader_that_waits_hears_that_the_run_is_disposed()
    {
        await using var run = Data.Start(Options with { Prefetch = 1, Share = true });
        await using IAsyncEnumerator<MiniBatch> one = Reader(run), two = Reader(run), waiting = Reader(run);
        Assert.True(await one.MoveNextAsync() && await two.MoveNextAsync());
        var third = waiting.MoveNextAsync();
        await run.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await third);
    }

    private static IAsyncEnumerator<MiniBatch> Reader(DatasetRun run, CancellationToken stop = default) =>
        run.Batches.GetAsyncEnumerator(stop);
}
