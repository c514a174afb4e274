using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Order;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

public class ShuffleBufferActorSpec : TestKit
{
    private static readonly ShuffleSettings _settings = new(Seed: 23, Epochs: 1, Interleave: 1, MinAfterDequeue: 0, Capacity: 1,
        EpochBoundary.Mix, BatchSize: 5, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null);

    private readonly InventedRows _data = new([[1, 1, 1, 1, 1, 1]], blocks: 10);
    private readonly BatchMemory _memory = BatchMemory.For(_settings.Batches, _settings.BatchSize, InventedRows.Layout);
    private readonly IActorRef _shuffleBuffer;

    public ShuffleBufferActorSpec() : base(ReferenceConf.Config) => _shuffleBuffer = Sys.ActorOf(ShuffleBuffer.Props(
        _data.Run, _settings, InventedRows.Layout, _data.SplitsPerEpoch, window: 4, _memory, new StageMeter("shuffle")));

    [Fact]
    public void A_request_of_another_run_is_answered_with_its_end_and_gives_no_credit()
    {
        var other = RunId.New();
        Tell(new ShuffleBuffer.Request(other, 3));

        Assert.Equal(other, ExpectMsg<ShuffleBuffer.OutOfRange>().Run);
        SendBlocks(6);
        Tell(new ShuffleBuffer.Request(other, 3));
        Assert.Equal(other, ExpectMsg<ShuffleBuffer.OutOfRange>().Run);
    }

    [Fact]
    public void The_memory_of_a_block_of_another_run_or_of_one_that_came_twice_is_returned()
    {
        var other = new InventedRows([[1]], blocks: 1);
        Tell(other.Block((0, 0)));
        SendBlocks(1);
        SendBlocks(1);
        Settle();

        Assert.Equal(0, other.Outstanding);
        Assert.Equal(0, _data.Outstanding);
    }

    [Fact]
    public void A_reader_gets_credit_for_half_a_window_and_learns_when_its_split_is_done()
    {
        Tell(new ShuffleBuffer.Request(_data.Run, 2));
        var reader = CreateTestProbe();
        for (var i = 0; i < 6; i++)
            Tell(_data.Block((0, i)) with { Reader = reader.Ref });

        reader.ExpectMsg(new LineReader.Request(_data.Run, 0, 2));
        reader.ExpectMsg(new LineReader.Request(_data.Run, 0, 2));
        reader.ExpectMsg(new LineReader.Released(_data.Run, 0));
        Assert.Equal([5, 1], new[] { ExpectMsg<MiniBatch>().Count, ExpectMsg<MiniBatch>().Count });
        Assert.Equal(6, ExpectMsg<ShuffleBuffer.OutOfRange>().End.Rows);
    }

    [Fact]
    public void Each_consumer_gets_as_many_batches_as_it_asked_for_and_all_of_them_the_end()
    {
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        _shuffleBuffer.Tell(new ShuffleBuffer.Request(_data.Run, 1), first.Ref);
        _shuffleBuffer.Tell(new ShuffleBuffer.Request(_data.Run, 1), second.Ref);
        SendBlocks(6);

        Assert.Equal((1, 2), (first.ExpectMsg<MiniBatch>().Step, second.ExpectMsg<MiniBatch>().Step));
        first.ExpectMsg<ShuffleBuffer.OutOfRange>();
        second.ExpectMsg<ShuffleBuffer.OutOfRange>();
        _shuffleBuffer.Tell(new ShuffleBuffer.Request(_data.Run, 1), second.Ref);
        second.ExpectMsg<ShuffleBuffer.OutOfRange>();
        first.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Whatever_it_holds_is_returned_when_it_stops()
    {
        Tell(new ShuffleBuffer.Request(_data.Run, 1));
        SendBlocks(3);
        Tell(_data.Block((0, 5)));
        Watch(_shuffleBuffer);
        Tell(PoisonPill.Instance);
        ExpectTerminated(_shuffleBuffer);

        Assert.Equal(0, _data.Outstanding + _memory.Outstanding);
    }

    private void SendBlocks(int count)
    {
        for (var i = 0; i < count; i++)
            Tell(_data.Block((0, i)));
    }

    // The answer comes when all before it has been taken in.
    private void Settle()
    {
        Tell(new ShuffleBuffer.Request(default, 1));
        ExpectMsg<ShuffleBuffer.OutOfRange>();
    }

    private void Tell(object message) => _shuffleBuffer.Tell(message, TestActor);
}
