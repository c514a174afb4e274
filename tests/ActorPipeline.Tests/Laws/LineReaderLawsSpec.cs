using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Order;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

public class LineReaderLawsSpec : StageLaws
{
    protected override StageRig Rig() => new LineReaderRig(this);

    private sealed class LineReaderRig(TestKit kit) : StageRig(kit)
    {
        private const int Window = 3;

        // Lines of 4 bytes, blocks of 8, splits of 32 but the last.
        private const int LineBytes = 4, BlockBytes = 8, SplitBytes = 32, Lines = 43;

        private readonly RunId _run = RunId.New();
        private readonly TempFolder _folder = new();
        private readonly BufferPool<byte> _pool = new("line blocks", LineReader.SplitsInFlight * Window, BlockBytes);
        private readonly Dictionary<long, int> _credit = [];
        private EpochPlan _plan = null!;

        public override int Due => _credit.Sum(split => Math.Min(split.Value, BlocksOf(split.Key)));

        public override bool IsRestarted => true;

        public override bool RepeatsItsEnd => false;

        public override int Outstanding => _pool.Outstanding;

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override Props Stage()
        {
            var file = _folder.DataFile("a.csv", string.Concat(Enumerable.Range(100, Lines).Select(i => $"{i}\n")));
            _plan = new EpochPlan(_run, [file], new([], Seed: 23, Epochs: 1, ShuffleFiles: true, SplitBytes, HeaderLines: 0));
            var settings = new LineReader.Settings(Readers: 1, BlockBytes, Window);
            return LineReader.Props(
                _run, settings, Neighbours.Ref, [Neighbours.Ref, Neighbours.Ref], _pool, new ReadRate(null), new StageMeter("reader"), Backoff);
        }

        protected override void Begin()
        {
            // It asks for its first split by itself.
            Hear();
        }

        protected override string? Output(object message)
        {
            if (message is not RecordBlock block)
                return null;
            var text = $"{block.Split.Sequence} {block.Index} {block.IsLast} {block.Offset} {Encoding.ASCII.GetString(block.Records)}";
            block.ReturnMemory();
            return text;
        }

        protected override bool IsEnd(object message) => message is RecordBlock { IsLast: true } block && block.Split.Sequence == _plan.TotalSplits - 1;

        protected override void Feed(object demand)
        {
            Assert.IsType<FileEnumerator.Request>(demand);
            if (_plan.At(_credit.Count) is not { } split)
            {
                Send(new FileEnumerator.EndOfSplits(_run));
                return;
            }
            _credit.Add(split.Sequence, Window);
            Send(split);
        }

        protected override void Consume(object output)
        {
            var block = (RecordBlock)output;
            if (block.IsLast)
            {
                Send(new LineReader.Released(_run, block.Split.Sequence));
                return;
            }
            _credit[block.Split.Sequence]++;
            Send(new LineReader.Request(_run, block.Split.Sequence, 1));
        }

        private int BlocksOf(long sequence)
        {
            var split = _plan.At(sequence)!;
            return (int)Math.Ceiling((split.End - split.Start) / (double)(BlockBytes / LineBytes * LineBytes));
        }
    }
}
