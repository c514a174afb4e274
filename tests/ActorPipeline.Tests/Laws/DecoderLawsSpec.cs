using ActorPipeline.Data;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Memory;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Encoding = System.Text.Encoding;

namespace ActorPipeline.Tests.Laws;

public class DecoderLawsSpec : StageLaws
{
    protected override StageRig Rig() => new DecoderRig(this);

    // A line block brings the credit for its row block with it.
    private sealed class DecoderRig : StageRig
    {
        private const int Blocks = 12, Window = 3, BlockBytes = 16, RowBlockBytes = 1024;

        private static readonly CsvFormat _format = new((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1);
        private static readonly IRecordSchema _schema = _format.SchemaOf(2);

        private readonly TempFolder _folder = new();
        private readonly DataFile _file;
        private readonly RunId _run = RunId.New();
        private readonly BufferPool<byte> _lines = new("line blocks", Window, BlockBytes);
        private readonly Decoder.RowMemory _rows = Decoder.RowMemory.For(Window, BlockBytes, RowBlockBytes, _schema);
        private int _fed;

        // Where a record is bad, the lines of the file up to there are counted.
        public DecoderRig(TestKit kit) : base(kit) => _file = _folder.DataFile("a.csv", new string('\n', 100 * Blocks));

        public override int Due => _fed;

        public override bool IsRestarted => true;

        public override bool RepeatsItsEnd => false;

        public override int Outstanding => _lines.Outstanding + _rows.Rows.Outstanding + _rows.Offsets.Outstanding;

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override Props Stage() => Decoder.Props(_schema.CreateDecoder(), Neighbours.Ref, _rows, new StageMeter("decoder"), Backoff);

        protected override void Begin()
        {
            for (var i = 0; i < Window; i++)
                Consume(this);
        }

        protected override string? Output(object message)
        {
            if (message is not RowBlock block)
                return null;
            var text = $"{block.Split.Sequence} {block.Index} {block.Part} {block.IsLast} {block.BlankLines} {string.Join(' ', block.Bad)} "
                + Convert.ToHexString(block.Values.Value[..(block.Rows * _schema.Layout.RowBytes)]) + " at " + string.Join(' ', block.Offsets.Value[..block.Rows]);
            block.ReturnMemory();
            return text;
        }

        protected override bool IsEnd(object message) => message is RowBlock { IsLast: true };

        protected override void Feed(object demand) => Assert.Fail($"A decoder asks for nothing, but said {demand}.");

        protected override void Consume(object output)
        {
            if (_fed == Blocks)
                return;
            var buffer = _lines.Rent();
            var length = Encoding.ASCII.GetBytes($"{_fed},1\n\nx,{_fed}\n2,{_fed}\n", buffer.Value);
            Send(new RecordBlock(new Split(_run, 0, 0, _file, 0, 1), _fed, _fed == Blocks - 1, 100 * _fed, buffer, length, Neighbours.Ref));
            _fed++;
        }
    }
}
