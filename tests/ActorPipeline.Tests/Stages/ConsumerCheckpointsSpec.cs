using ActorPipeline.Checkpoints;
using ActorPipeline.Data;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Checkpoints;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

/// <summary>A consumer's checkpoints, between a shuffle buffer, a writer and a supervisor that are probes.</summary>
public class ConsumerCheckpointsSpec : TestKit
{
    private readonly RunId _run = RunId.New();
    private readonly BatchMemory _memory = BatchMemory.For(batches: 10, batchSize: 1, RowLayout.Numbers(1));
    private readonly TestProbe _writer, _supervisor;
    private readonly IActorRef _consumer;

    public ConsumerCheckpointsSpec() : base(ReferenceConf.Config)
    {
        (_writer, _supervisor) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        _consumer = Start(new CheckpointTarget(_writer.Ref, SampleCheckpoint.Stream, Training: []));
    }

    [Fact]
    public void A_batch_with_a_cursor_is_followed_by_a_checkpoint_of_what_its_handlers_are_after_it()
    {
        Batch(1);
        Batch(2, checkpoint: true);
        Batch(3);

        var write = _writer.ExpectMsg<CheckpointWriter.Write>().Checkpoint;
        Assert.Equal((SampleCheckpoint.Stream, 2), (write.Stream, write.Cursor.Steps));
        Assert.Equal([("steps", "0102")], write.Parts.Select(p => (p.Key, Convert.ToHexString(p.Value.Span))));
        Nothing();
    }

    [Fact]
    public void While_one_is_written_no_other_is_taken_and_that_is_said()
    {
        Batch(1, checkpoint: true);
        ExpectCheckpoint(1);
        EventFilter.Warning(start: "step 2: no checkpoint, since the one before it is still being written")
            .ExpectOne(() => Batch(2, checkpoint: true));
        Nothing();

        Written(1);
        Batch(3, checkpoint: true);
        ExpectCheckpoint(3);
    }

    [Fact]
    public void The_last_checkpoint_is_written_before_the_end_is_reported_and_that_once()
    {
        Batch(1);
        End(1);
        ExpectCheckpoint(1);
        End(1);
        Nothing();

        Written(1);
        Assert.Equal(1, _supervisor.ExpectMsg<Consumed>().End.Steps);
        End(1);
        Nothing();
    }

    [Fact]
    public void The_end_waits_for_the_checkpoint_that_is_being_written_and_then_for_its_own()
    {
        Batch(1, checkpoint: true);
        Batch(2);
        End(2);
        ExpectCheckpoint(1);
        Nothing();

        Written(1);
        ExpectCheckpoint(2);
        Nothing();
        Written(2);
        _supervisor.ExpectMsg<Consumed>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_that_has_its_checkpoint_gets_no_second_one_at_the_end(bool writtenBefore)
    {
        Batch(1, checkpoint: true);
        ExpectCheckpoint(1);
        if (writtenBefore)
            Written(1);
        End(1);
        if (!writtenBefore)
            Written(1);

        _supervisor.ExpectMsg<Consumed>();
        Nothing();
    }

    [Fact]
    public void An_end_without_a_cursor_is_reported_without_a_checkpoint()
    {
        Tell(new ShuffleBuffer.OutOfRange(_run, Ended(0).End with { Cursor = null }));

        _supervisor.ExpectMsg<Consumed>();
        Nothing();
    }

    [Fact]
    public void Where_nobody_writes_there_are_none()
    {
        var consumer = Start(target: null);
        _supervisor.Send(consumer, NewBatch(1, checkpoint: true));
        _supervisor.Send(consumer, Ended(1));

        _supervisor.ExpectMsg<Consumed>();
        Assert.Equal(0, _memory.Outstanding);
    }

    private IActorRef Start(CheckpointTarget? target)
    {
        var context = new ConsumerContext(_run, [], RowLayout.Numbers(1), Batches: 10, ShuffleBuffer: ActorRefs.Nobody, _supervisor.Ref, new StageMeter("trainer"))
        {
            Checkpoints = target,
            Begin = SampleCheckpoint.Of(0),
        };
        return Sys.ActorOf(Consumer.Props([new Steps()]).Create(context));
    }

    private void Batch(long step, bool checkpoint = false) => Tell(NewBatch(step, checkpoint));

    private MiniBatch NewBatch(long step, bool checkpoint)
    {
        var batch = new MiniBatch(_run, step, _memory) { Cursor = checkpoint ? SampleCheckpoint.Cursor(step) : null };
        batch.Add(RowBytes.Of(step, 0), default);
        return batch;
    }

    private void End(long steps) => Tell(Ended(steps));

    private ShuffleBuffer.OutOfRange Ended(long steps) =>
        new(_run, new(steps, steps, 1, 1, 0, 0, EndReason.OutOfRange) { Cursor = SampleCheckpoint.Cursor(steps) });

    private void Written(long step) => Tell(new CheckpointWriter.Written(step));

    private void Tell(object message) => _writer.Send(_consumer, message);

    private void ExpectCheckpoint(long step) => Assert.Equal(step, _writer.ExpectMsg<CheckpointWriter.Write>().Checkpoint.Cursor.Steps);

    // Once it has come to a message that it does not know, it has said what it had to say to all before.
    private void Nothing()
    {
        var last = new object();
        Tell(last);
        FishForMessage<UnhandledMessage>(unhandled => unhandled.Message == last);
        _writer.ExpectNoMsg(TimeSpan.Zero);
        _supervisor.ExpectNoMsg(TimeSpan.Zero);
    }

    // Its part is the steps that it has seen.
    private sealed class Steps : IBatchHandler, ICheckpointed
    {
        private readonly List<byte> _seen = [];

        public string Part => "steps";

        public void Handle(MiniBatch batch) => _seen.Add((byte)batch.Step);

        public void Save(Stream stream) => stream.Write(_seen.ToArray());
    }
}
