using ActorPipeline.Data;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Checkpoints;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

/// <summary>The laws of a consumer, whoever it is; its outputs are what its handler gets.</summary>
public abstract class ConsumerLaws : StageLaws
{
    /// <summary>The consumer, with a handler of the test.</summary>
    protected abstract ConsumerProps CreateConsumer(IBatchHandler handler);

    protected override StageRig Rig() => new ConsumerRig(this, CreateConsumer);

    private sealed class ConsumerRig(TestKit kit, Func<IBatchHandler, ConsumerProps> consumer) : StageRig(kit)
    {
        private const int Total = 12, BatchSize = 3, Window = 3;

        private static readonly RowLayout _layout = RowLayout.Numbers(2);

        private readonly RunId _run = RunId.New();
        private readonly BatchMemory _memory = BatchMemory.For(Window, BatchSize, _layout);
        private int _requested, _fed;

        // A batch brings the credit to be consumed with it.
        public override int Due => _fed;

        public override bool IsRestarted => false;

        public override bool RepeatsItsEnd => false;

        public override int Outstanding => _memory.Outstanding;

        protected override Props Stage() => consumer(new Handler(Neighbours.Ref)).Create(new ConsumerContext(
            _run, [], _layout, Window, ShuffleBuffer: Neighbours.Ref, Supervisor: Neighbours.Ref, new StageMeter("trainer"))
        {
            Begin = SampleCheckpoint.Of(0),
        });

        // It asks for its first batches by itself.
        protected override void Begin() => Hear();

        protected override string? Output(object message) => message as string;

        protected override bool IsEnd(object message) => message is Consumed;

        protected override void Feed(object demand)
        {
            _requested += Assert.IsType<ShuffleBuffer.Request>(demand).Count;
            Assert.InRange(_requested - Outputs.Count, 1, Window);
            for (; _fed < Math.Min(_requested, Total); _fed++)
                Send(Batch(_fed + 1));
            if (_fed == Total)
                Send(new ShuffleBuffer.OutOfRange(_run, new(Total, Total * BatchSize, BatchSize, 1, 0, 0, EndReason.OutOfRange)));
        }

        protected override void Consume(object output)
        {
            // the consumer has done that
        }

        private MiniBatch Batch(int step)
        {
            var batch = new MiniBatch(_run, step, _memory);
            for (var i = 0; i < BatchSize; i++)
                batch.Add(RowBytes.Of(step, i, step % 2), new RowOrigin(0, 0, 10 * step + i));
            return batch;
        }
    }

    private sealed class Handler(IActorRef neighbours) : IBatchHandler
    {
        public void Handle(MiniBatch batch) => neighbours.Tell($"{batch.Step}: {string.Join(' ', batch.Features.ToArray())}");
    }
}
