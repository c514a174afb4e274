using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Checkpoints;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.FrontDoor;

/// <summary>The actor and its queue, between a shuffle buffer and a supervisor that are probes and readers that are the test.</summary>
public class BatchFeedSpec : TestKit
{
    private const int Window = 4;

    private readonly RunId _run = RunId.New();
    private readonly BatchMemory _memory = BatchMemory.For(Window, batchSize: 1, RowLayout.Numbers(1));
    private readonly BatchQueue _queue = new(from: null);
    private readonly TestProbe _shuffleBuffer, _supervisor;

    public BatchFeedSpec() : base(ReferenceConf.Config)
    {
        (_shuffleBuffer, _supervisor) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
    }

    [Fact]
    public async Task It_requests_as_many_batches_as_may_exist_and_one_for_each_that_comes_back()
    {
        var feed = Feed();
        Requests(Window);
        for (var step = 1; step <= Window; step++)
            feed.Tell(Batch(step));
        for (var step = 1; step <= Window; step++)
        {
            var batch = await Take();
            Assert.Equal(step, batch!.Step);
            _queue.Return(batch);
            Requests(1);
        }

        Nothing(feed);
        Assert.Equal((0, Window), (_memory.Outstanding, _queue.Cursor!.Step));
    }

    [Fact]
    public async Task Batches_that_were_read_before_are_left_out_and_replaced()
    {
        var feed = Feed(after: 2);
        Requests(Window);
        for (var step = 1; step <= 3; step++)
            feed.Tell(Batch(step));

        Assert.Equal(3, (await Take())!.Step);
        Requests(1);
        Requests(1);
        Nothing(feed);
        Assert.Equal(1, _memory.Outstanding);
    }

    [Fact]
    public async Task The_end_is_reported_once_a_reader_has_come_to_it_and_only_once()
    {
        var feed = Feed();
        Requests(Window);
        feed.Tell(Batch(1));
        feed.Tell(End());
        var last = await Take();
        Nothing(feed);

        _queue.Return(last!);
        Assert.Null(await Take());
        _supervisor.ExpectMsg<Consumed>();
        Assert.Null(await Take());
        feed.Tell(End());
        Nothing(feed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_queue_that_is_closed_returns_all_that_it_has_and_gets_and_waits_for_no_reader(bool beforeTheActorStarts)
    {
        if (beforeTheActorStarts)
            _queue.Close();
        var feed = Feed();
        Requests(Window);
        feed.Tell(Batch(1));
        Nothing(feed);
        _queue.Close();
        feed.Tell(Batch(2));
        feed.Tell(End());

        _supervisor.ExpectMsg<Consumed>();
        Assert.Null(await Take());
        Assert.Equal((0, null), (_memory.Outstanding, _queue.Cursor));
    }

    [Fact]
    public async Task What_came_before_the_end_of_the_run_may_be_taken_after_it()
    {
        var feed = Feed();
        feed.Tell(Batch(1));
        feed.Tell(Batch(2));
        Requests(Window);
        Nothing(feed);
        Sys.Stop(feed);
        _queue.Complete();

        Assert.Equal((1, 2, null), ((await Take())!.Step, (await Take())!.Step, await Take()));
    }

    [Fact]
    public async Task Who_waits_in_vain_may_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _queue.TakeAsync(stop.Token);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        Assert.False(_queue.Done.IsCompleted);
    }

    private IActorRef Feed(long after = 0) => Sys.ActorOf(Consumer.Props([new BatchFeed(_queue, after)]).Create(new ConsumerContext(
        _run, [], RowLayout.Numbers(1), Window, _shuffleBuffer.Ref, _supervisor.Ref, new StageMeter("trainer"))
    {
        Begin = SampleCheckpoint.Of(0),
    }));

    private ValueTask<MiniBatch?> Take() => _queue.TakeAsync(CancellationToken.None);

    private MiniBatch Batch(long step) => new(_run, step, _memory);

    private ShuffleBuffer.OutOfRange End() => new(_run, new(1, 1, 1, 1, 0, 0, EndReason.OutOfRange));

    private void Requests(int count) => Assert.Equal(new ShuffleBuffer.Request(_run, count), _shuffleBuffer.ExpectMsg<ShuffleBuffer.Request>());

    // Once it has come to a message that it does not know, it has said what it had to say to all before.
    private void Nothing(IActorRef feed)
    {
        var last = new object();
        feed.Tell(last);
        FishForMessage<UnhandledMessage>(unhandled => unhandled.Message == last);
        _shuffleBuffer.ExpectNoMsg(TimeSpan.Zero);
        _supervisor.ExpectNoMsg(TimeSpan.Zero);
    }
}
