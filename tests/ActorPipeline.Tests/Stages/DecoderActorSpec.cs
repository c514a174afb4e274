using ActorPipeline.Data;
using ActorPipeline.Formats;
using ActorPipeline.Formats.Csv;
using ActorPipeline.Memory;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

public class DecoderActorSpec : TestKit
{
    private static readonly CsvFormat _csv = new((byte)',', Quoted: true, [], Default: null, [], LabelColumn: -1);
    private static readonly IRecordSchema _schema = _csv.SchemaOf(2);

    private readonly BufferPool<byte> _records = new("record blocks", count: 2, length: 16);
    private readonly TempFolder _folder = new();
    private readonly DataFile _file;
    private readonly RunId _run = RunId.New();
    private Decoder.RowMemory _rows = null!;

    public DecoderActorSpec() : base(ReferenceConf.Config) => _file = _folder.DataFile("a.csv", "1,2\nx\n\n3,4\n");

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    [Fact]
    public void The_block_that_it_fails_on_is_decoded_after_the_restart()
    {
        var decoder = Start(Directive.Restart);
        var taken = _rows.Rows.Rent();
        decoder.Tell(Block(0, "1,2\n"), ActorRefs.NoSender);
        decoder.Tell(Block(1, "3,4\n"), ActorRefs.NoSender);
        Assert.Contains("row blocks", ExpectMsg<Exception>().Message);
        taken.Return();

        var seen = new List<(int, float)>();
        while (seen.Count < 2)
        {
            if (ExpectMsg<object>() is not RowBlock rows)
                continue;
            seen.Add((rows.Index, BitConverter.ToSingle(rows.Values.Value)));
            rows.ReturnMemory();
        }
        Assert.Equal([(0, 1f), (1, 3f)], seen.Order());
        Assert.Equal(0, _records.Outstanding);
    }

    [Fact]
    public void The_block_that_it_fails_on_for_good_is_returned()
    {
        var decoder = Start(Directive.Stop);
        _rows.Rows.Rent();
        Watch(decoder);
        decoder.Tell(Block(0, "1,2\n"), ActorRefs.NoSender);
        ExpectMsg<Exception>();
        ExpectTerminated(decoder);

        Assert.Equal(0, _records.Outstanding);
    }

    [Fact]
    public void A_failure_between_its_two_buffers_returns_the_one_that_it_has()
    {
        var decoder = Start(Directive.Stop);
        _rows.Offsets.Rent();
        Watch(decoder);
        decoder.Tell(Block(0, "1,2\n"), ActorRefs.NoSender);
        Assert.Contains("row offsets", ExpectMsg<Exception>().Message);
        ExpectTerminated(decoder);

        Assert.Equal((0, 0), (_records.Outstanding, _rows.Rows.Outstanding));
    }

    [Fact]
    public void The_rows_of_a_block_that_do_not_fit_come_in_parts_each_when_it_is_asked_for()
    {
        var decoder = Start(Directive.Stop, rowsEach: 1);
        var block = Block(3, "1,2\nx\n\n3,4\n");
        decoder.Tell(block, ActorRefs.NoSender);
        var first = ExpectMsg<RowBlock>();
        Assert.Equal((3, 0, false, 1, 0, 0), (first.Index, first.Part, first.IsLastPart, first.Rows, first.Bad.Count, first.BlankLines));
        first.ReturnMemory();
        Assert.Equal(1, _records.Outstanding);
        ExpectNoMsg(TimeSpan.Zero);

        first.Decoder.Tell(new Decoder.Continue(first.Run, first.Split.Sequence, first.Index));
        var last = ExpectMsg<RowBlock>();
        Assert.Equal((3, 1, true, block.Length, 1, 1), (last.Index, last.Part, last.IsLastPart, last.NextOffset, last.Rows, last.BlankLines));
        Assert.Equal(new BadRecord(4, 2, 1, "expected a number in column 0, found 'x'"), Assert.Single(last.Bad));
        Assert.Equal(3f, BitConverter.ToSingle(last.Values.Value));
        Assert.Equal(7, last.Offsets.Value[0]);
        last.ReturnMemory();
        Assert.Equal((0, 0), (_records.Outstanding, _rows.Rows.Outstanding));
    }

    [Fact]
    public void A_part_that_it_fails_on_is_decoded_after_the_restart()
    {
        var decoder = Start(Directive.Restart, rowsEach: 1);
        decoder.Tell(Block(0, "1,2\n3,4\n5,6\n"), ActorRefs.NoSender);
        var part = ExpectMsg<RowBlock>(); // its memory is held, so that the next part has none
        part.Decoder.Tell(new Decoder.Continue(part.Run, part.Split.Sequence, part.Index));
        Assert.Contains("row blocks", ExpectMsg<Exception>().Message);
        part.ReturnMemory();

        foreach (var (number, value) in new[] { (1, 3f), (2, 5f) })
        {
            part = (RowBlock)FishForMessage(message => message is RowBlock);
            Assert.Equal((number, value), (part.Part, BitConverter.ToSingle(part.Values.Value)));
            part.ReturnMemory();
            part.Decoder.Tell(new Decoder.Continue(part.Run, part.Split.Sequence, part.Index));
        }
        AwaitCondition(() => _records.Outstanding == 0);
    }

    [Fact]
    public void The_rest_of_a_split_that_is_not_wanted_is_dropped()
    {
        var decoder = Start(Directive.Stop, rowsEach: 1);
        decoder.Tell(Block(0, "1,2\n3,4\n"), ActorRefs.NoSender);
        var part = ExpectMsg<RowBlock>();
        part.ReturnMemory();
        part.Decoder.Tell(new Decoder.Abandon(part.Run, part.Split.Sequence + 1));
        part.Decoder.Tell(new Decoder.Abandon(part.Run, part.Split.Sequence));
        part.Decoder.Tell(new Decoder.Continue(part.Run, part.Split.Sequence, part.Index));
        decoder.Tell(Block(1, "5,6\n"), ActorRefs.NoSender);

        Assert.Equal(1, ExpectMsg<RowBlock>().Index);
        Assert.Equal(0, _records.Outstanding);
    }

    [Fact]
    public void What_it_has_when_it_is_stopped_is_returned()
    {
        var decoder = Start(Directive.Stop, rowsEach: 1);
        decoder.Tell(Block(0, "1,2\n3,4\n"), ActorRefs.NoSender);
        ExpectMsg<RowBlock>().ReturnMemory();
        Watch(decoder);
        Sys.Stop(decoder);
        ExpectTerminated(decoder);

        Assert.Equal(0, _records.Outstanding);
    }

    private IActorRef Start(Directive directive, int rowsEach = 2)
    {
        _rows = Decoder.RowMemory.For(blocks: 1, blockBytes: 16, rowBlockBytes: 8 * rowsEach, _schema);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        return Guard.Start(Sys, Decoder.Props(_schema.CreateDecoder(), TestActor, _rows, new StageMeter("decoder"), backoff), cause =>
        {
            TestActor.Tell(cause);
            return directive;
        });
    }

    private RecordBlock Block(int index, string text)
    {
        var buffer = _records.Rent();
        var length = System.Text.Encoding.ASCII.GetBytes(text, buffer.Value);
        return new RecordBlock(new Split(_run, 0, 0, _file, 0, 1), index, false, 0, buffer, length, ActorRefs.Nobody);
    }
}
