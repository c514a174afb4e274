using ActorPipeline.Data;
using ActorPipeline.Running;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Tests.Running;

public class PipelineBoundsSpec : PipelineTestKit
{
    private const string Endless = "epochs = endless";

    // Readers x splits under way x window; capacity is min-after-dequeue + 3 x batch-size; prefetch and one more.
    private const int Blocks = 2 * 2 * 2, BlockBytes = 32, Capacity = 20 + 3 * 7, Batches = 3, BatchSize = 7, LongestLine = 7;

    [Fact]
    public void What_is_read_runs_ahead_of_what_is_consumed_by_the_windows_and_no_more()
    {
        var meters = new PipelineMeters();
        var supervisor = ActorRefs.Nobody as IActorRef;
        var ahead = new List<long>();
        using var started = new ManualResetEventSlim();
        supervisor = Sys.ActorOf(PipelineSupervisor.Props(Settings(Endless), Consumer.Props([new Seen(batch =>
        {
            started.Wait();
            ahead.Add(meters.Reader.Bytes - LongestLine * meters.Trainer.Rows);
            if (batch.Step == 500)
                supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
        })]), meters));
        started.Set();
        var result = Result(supervisor);

        Assert.Equal(0, result.LeakedBuffers);
        Assert.All(ahead, bytes => Assert.InRange(bytes, long.MinValue, Blocks * BlockBytes + LongestLine * (Capacity + Batches * BatchSize)));
    }

    [Fact]
    public void A_consumer_that_never_asks_again_holds_everything_up_within_the_windows()
    {
        var meters = new PipelineMeters();
        var probe = CreateTestProbe();
        var consumer = new ConsumerProps(context => Props.Create(() => new AsksOnce(context, probe.Ref)));
        var supervisor = Sys.ActorOf(PipelineSupervisor.Props(Settings(Endless), consumer, meters));
        for (var i = 0; i < Batches; i++)
            probe.ExpectMsg<MiniBatch>();
        // Decoded rows wait in the buffer for a draw that nobody asks for.
        AwaitCondition(() => meters.Decoder.Rows >= Batches * BatchSize + Capacity, TimeSpan.FromSeconds(20));
        supervisor.Tell(PipelineSupervisor.Stop.Instance, ActorRefs.NoSender);
        var result = Result(supervisor);

        Assert.Equal((0, Batches), (result.LeakedBuffers, result.Consumed!.End.Steps));
        Assert.InRange(meters.Reader.Bytes, 1, Blocks * BlockBytes + LongestLine * (Capacity + Batches * BatchSize));
    }

    [Fact]
    public void The_memory_of_a_run_is_the_sum_of_its_windows_whatever_the_data()
    {
        const int RowBytes = 3 * sizeof(float), OriginBytes = 16, MaxRows = BlockBytes / 6 + 1;
        var expected = Blocks * (BlockBytes + MaxRows * (RowBytes + sizeof(long)))
            + Batches * BatchSize * (RowBytes + OriginBytes)
            + Capacity * (RowBytes + OriginBytes + sizeof(int));

        Assert.Equal(expected, Run("epochs = 1").BytesHeld);
        Assert.Equal(expected, Run("epochs = 3").BytesHeld);
    }

    private sealed class AsksOnce : ReceiveActor
    {
        private readonly List<MiniBatch> _held = [];

        public AsksOnce(ConsumerContext context, IActorRef probe)
        {
            context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(context.Run, context.Batches));
            Receive<MiniBatch>(batch =>
            {
                _held.Add(batch);
                probe.Tell(batch);
            });
            Receive<ShuffleBuffer.OutOfRange>(message =>
            {
                _held.ForEach(batch => batch.ReturnMemory());
                context.Supervisor.Tell(new Consumed(message.Run, message.End));
            });
        }
    }
}
