using ActorPipeline.Consumers;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Tests.FrontDoor;

public class ReadBatchesSpec : FrontDoorKit
{
    [Fact]
    public async Task The_stream_is_that_of_a_supervised_run_with_the_same_settings()
    {
        var hash = new StreamHash();
        await using var run = Data.Start(OwnOptions);
        await foreach (var batch in run.Batches)
            hash.Handle(batch);

        Assert.Equal(StreamHashOf(""), hash.Value);
        Assert.Equal(EndReason.OutOfRange, await EndOf(run));
    }

    [Fact]
    public async Task Max_steps_ends_an_endless_stream()
    {
        await using var run = Dataset.Csv($"{Folder.Path}/*.csv").Start(Options with { MaxSteps = 60 });

        Assert.Equal(60, (await ReadAsync(run)).Count);
        Assert.Equal(EndReason.MaxSteps, await EndOf(run));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Leaving_the_loop_ends_the_run_and_returns_all_memory(int step)
    {
        await using var run = Data.Start(Options);
        await foreach (var batch in run.Batches)
            if (batch.Step == step)
                break;

        Assert.Equal(EndReason.Signal, (await run.Handle!.Result).EndedBy);
        Assert.Equal(EndReason.Signal, await EndOf(run));
    }

    [Fact]
    public async Task So_does_an_exception_in_the_loop()
    {
        await using var run = Data.Start(Options);
        await Assert.ThrowsAsync<DivideByZeroException>(async () =>
        {
            await foreach (var _ in run.Batches)
                throw new DivideByZeroException();
        });

        Assert.Equal(EndReason.Signal, await EndOf(run));
    }

    [Fact]
    public async Task So_does_a_cancellation()
    {
        using var stop = new CancellationTokenSource();
        await using var run = Data.Start(Options);
        var steps = 0L;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in run.Batches.WithCancellation(stop.Token))
            {
                steps = batch.Step;
                if (steps == 3)
                    await stop.CancelAsync();
            }
        });

        Assert.Equal((3, EndReason.Signal), (steps, await EndOf(run)));
    }

    [Fact]
    public async Task A_token_of_the_loop_itself_is_heard_too()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await using var run = Data.Start(Options);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in run.Batches.WithCancellation(stop.Token))
                Assert.Fail("It was cancelled.");
        });
        Assert.Null(run.Handle);
    }

    [Fact]
    public async Task The_batches_before_a_bad_record_come_and_then_its_file_line_and_column()
    {
        Folder.Write("3.csv", "3,0,0\n\n3,1,1\r\n3,1x,1\n3,2,0\n");
        await using var run = Data.NoShuffle().Start(Options);
        var steps = new List<long>();
        var failure = await FailureOf(run, batch => steps.Add(batch.Step));

        Expect(FailureKind.Data, $"{Folder.Path}/3.csv:4:3: expected a number in column 1, found '1x'", failure);
        Assert.Equal(Enumerable.Range(1, (3 * RowsOfAFile + 2) / 7).Select(s => (long)s), steps);
        Assert.Equal(EndReason.Failure, await EndOf(run));
    }

    [Fact]
    public async Task A_file_that_vanishes_ends_the_loop_with_its_path()
    {
        await using var run = Dataset.Csv($"{Folder.Path}/*.csv").Start(Options);
        var failure = await FailureOf(run, batch =>
        {
            if (batch.Step == 1)
                foreach (var file in Directory.EnumerateFiles(Folder.Path))
                    File.Delete(file);
        });

        Expect(FailureKind.File, ".csv: the file is not there", failure);
        Assert.Equal(EndReason.Failure, await EndOf(run));
    }

    [Fact]
    public async Task Data_that_is_not_there_or_does_not_bear_the_settings_ends_the_loop_before_it_begins()
    {
        await using var nothing = Dataset.Csv("/no/such/*.csv").Start(Options);
        Expect(FailureKind.Settings, "No file matches '/no/such/*.csv'", await FailureOf(nothing));
        await using var narrow = Data.Label(3).Start(Options);
        Expect(FailureKind.Settings, "decoder.label-column: expected a column of the 3 that the first record has", await FailureOf(narrow));

        Assert.Null(narrow.Cursor);
        Assert.Equal([EndReason.Failure, EndReason.Failure], [await EndOf(nothing), await EndOf(narrow)]);
    }

    [Fact]
    public async Task A_second_loop_is_refused_during_the_first_and_after_it_and_told_what_to_do()
    {
        await using var run = Data.Start(Options);
        var steps = 0;
        await foreach (var batch in run.Batches)
        {
            steps++;
            await Refuses();
        }
        Assert.Equal(115, steps);
        await Refuses();

        async Task Refuses()
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(run));
            Assert.Contains("From = run.Cursor", refusal.Message);
            Assert.Contains("Share = true", refusal.Message);
        }
    }

    [Fact]
    public async Task Disposing_it_in_the_loop_ends_the_loop_at_the_next_batch_and_says_so()
    {
        await using var run = Data.Start(Options);
        var steps = 0;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var batch in run.Batches)
            {
                steps++;
                await run.DisposeAsync();
                Assert.Equal(14, batch.Features.Length);
            }
        });

        Assert.Equal(1, steps);
        AssertIsGone(run.Handle!);
    }

    [Fact]
    public async Task One_that_was_disposed_or_never_read_begins_nothing()
    {
        await using var run = Data.Start(Options);
        await run.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ReadAsync(run));
        Assert.Null(run.Handle);
    }

    [Fact]
    public async Task Its_own_system_is_terminated_and_a_given_one_is_not()
    {
        await using var own = Data.Start(OwnOptions);
        await using var guest = Data.Start(Options);
        await ReadAsync(own);
        await ReadAsync(guest);
        await own.DisposeAsync();
        await guest.DisposeAsync();

        Assert.True(own.Handle!.System.WhenTerminated.IsCompleted);
        Assert.Same(Sys, guest.Handle!.System);
        Assert.False(Sys.WhenTerminated.IsCompleted);
        AssertIsGone(guest.Handle);
    }

    [Fact]
    public async Task A_given_system_that_terminates_ends_the_loop_with_a_failure()
    {
        var system = ActorSystem.Create("short-lived", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        await using var run = Data.Start(OwnOptions with { System = system });
        var steps = 0;
        var failure = await FailureOf(run, _ =>
        {
            if (++steps == 1)
                system.Terminate().Wait();
        });

        Expect(FailureKind.Training, run.Handle!.Supervisor.Path.ToStringWithoutAddress(), failure);
        Assert.InRange(steps, 1, 3);
        await run.DisposeAsync();
        await using var late = Data.Start(OwnOptions with { System = system });
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(late));
    }
}
