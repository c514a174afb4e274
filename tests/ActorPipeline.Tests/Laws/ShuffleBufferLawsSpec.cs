using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using ActorPipeline.Tests.Order;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

public class ShuffleBufferLawsSpec : StageLaws
{
    protected override StageRig Rig() => new ShuffleBufferRig(this);

    private sealed class ShuffleBufferRig : StageRig
    {
        private const int Window = 2;

        private static readonly ShuffleSettings _settings = new(Seed: 23, Epochs: 2, Interleave: 2, MinAfterDequeue: 4, Capacity: 10,
            EpochBoundary.Mix, BatchSize: 4, AllowSmallerFinalBatch: true, MaxSteps: null, Prefetch: 1, BadRecordPolicy.Fail, MaxBadRecords: null);

        private static readonly int[][] _rowsOf = [[3, 3, 3, 3, 1], [5], [2, 0, 2], [7, 7, 7, 7]];

        private readonly InventedRows _data = new(_rowsOf, blocks: 2 * 2 * Window);
        private readonly BatchMemory _batches = BatchMemory.For(_settings.Batches, _settings.BatchSize, InventedRows.Layout);
        private readonly int _total;
        private readonly Dictionary<long, int> _sentOf = [];
        private int _requested;

        public ShuffleBufferRig(TestKit kit) : base(kit) => _total = ShuffleOracle.Batches(_data, _settings).Count;

        public override int Due => Math.Min(_requested, _total);

        public override bool IsRestarted => false;

        public override bool RepeatsItsEnd => true;

        public override int Outstanding =>
            _data.Outstanding + _batches.Outstanding;

        public override void AskLate() => Send(new ShuffleBuffer.Request(_data.Run, 1));

        protected override Props Stage() => ShuffleBuffer.Props(_data.Run, _settings, InventedRows.Layout,
            _data.SplitsPerEpoch, Window, _batches, new StageMeter("shuffle"));

        // Two readers with two splits each, as far as their windows go; and a consumer.
        protected override void Begin()
        {
            Consume(this);
            for (var split = 0; split < 4; split++)
                SendBlocks(split, Window);
        }

        protected override string? Output(object message)
        {
            if (message is not MiniBatch batch)
                return null;
            var text = $"{batch.Step}: {string.Join(' ', batch.Origins.ToArray())} {string.Join(' ', batch.Features.ToArray())} {string.Join(' ', batch.Labels.ToArray())}";
            batch.ReturnMemory();
            return text;
        }

        protected override bool IsEnd(object message) => message is ShuffleBuffer.OutOfRange;

        protected override void Feed(object demand)
        {
            if (demand is LineReader.Request request)
                SendBlocks(request.Split, request.Count);
            else if (demand is LineReader.Released && _sentOf.Count < _settings.Epochs * _data.SplitsPerEpoch)
                SendBlocks(_sentOf.Count, Window);
        }

        protected override void Consume(object output)
        {
            if (_requested++ >= _total)
                return;
            Send(new ShuffleBuffer.Request(_data.Run, 1));
        }

        private void SendBlocks(long split, int count)
        {
            var blocks = _rowsOf[split % _rowsOf.Length].Length;
            for (var sent = _sentOf.GetValueOrDefault(split); count > 0 && sent < blocks; count--)
            {
                Send(_data.Block((split, sent)) with { Reader = Neighbours.Ref });
                _sentOf[split] = ++sent;
            }
        }
    }
}
