using ActorPipeline.Data;
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
    private static readonly RecordShape _shape = _csv.ShapeOf("1,2"u8);

    private readonly BufferPool<byte> _lines = new("line blocks", count: 2, length: 16);
    private readonly Decoder.RowMemory _rows = Decoder.RowMemory.For(blocks: 1, blockBytes: 16, _csv, _shape);

    public DecoderActorSpec() : base(ReferenceConf.Config) { }

    [Fact]
    public void The_block_that_it_fails_on_is_decoded_after_the_restart()
    {
        var decoder = Start(Directive.Restart);
        var taken = _rows.Values.Rent();
        decoder.Tell(Block(0, "1,2\n"), ActorRefs.NoSender);
        decoder.Tell(Block(1, "3,4\n"), ActorRefs.NoSender);
        Assert.Contains("row blocks", ExpectMsg<Exception>().Message);
        taken.Return();

        var seen = new List<(int, float)>();
        while (seen.Count < 2)
        {
            if (ExpectMsg<object>() is not RowBlock rows)
                continue;
            seen.Add((rows.Index, rows.Values.Value[0]));
            rows.ReturnMemory();
        }
        Assert.Equal([(0, 1f), (1, 3f)], seen.Order());
        Assert.Equal(0, _lines.Outstanding);
    }

    [Fact]
    public void The_block_that_it_fails_on_for_good_is_returned()
    {
        var decoder = Start(Directive.Stop);
        _rows.Values.Rent();
        Watch(decoder);
        decoder.Tell(Block(0, "1,2\n"), ActorRefs.NoSender);
        ExpectMsg<Exception>();
        ExpectTerminated(decoder);

        Assert.Equal(0, _lines.Outstanding);
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

        Assert.Equal((0, 0), (_lines.Outstanding, _rows.Values.Outstanding));
    }

    private IActorRef Start(Directive directive)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        return Guard.Start(Sys, Decoder.Props(_csv, _shape, TestActor, _rows, new StageMeter("decoder"), backoff), cause =>
        {
            TestActor.Tell(cause);
            return directive;
        });
    }

    private RecordBlock Block(int index, string text)
    {
        var buffer = _lines.Rent();
        var length = System.Text.Encoding.ASCII.GetBytes(text, buffer.Value);
        var file = new DataFile(0, "a.csv", long.MaxValue, DateTime.UnixEpoch, 0);
        return new RecordBlock(new Split(RunId.New(), 0, 0, file, 0, 1), index, false, 0, buffer, length, ActorRefs.Nobody);
    }
}
