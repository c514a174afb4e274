using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Settings;
using ActorPipeline.Sources;
using ActorPipeline.Stages;
using ActorPipeline.Telemetry;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

public class LineReaderActorSpec : TestKit
{
    private const int Window = 4, BlockBytes = 16;

    private readonly RunId _run = RunId.New();
    private readonly TempFolder _folder = new();
    private readonly TestProbe _enumerator, _firstDecoder, _secondDecoder;
    private readonly BufferPool<byte> _pool = new("line blocks", LineReader.SplitsInFlight * Window, BlockBytes);
    private readonly IActorRef _reader;

    public LineReaderActorSpec() : base(ReferenceConf.Config)
    {
        (_enumerator, _firstDecoder, _secondDecoder) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        _reader = Sys.ActorOf(LineReader.Props(_run, new(1, BlockBytes, Window), _enumerator.Ref,
            [_firstDecoder.Ref, _secondDecoder.Ref], _pool, new ReadRate(null), new StageMeter("reader"), backoff));
        _enumerator.ExpectMsg(new FileEnumerator.Request(_run));
    }

    [Fact]
    public void Blocks_are_dealt_out_to_the_decoders_in_turn()
    {
        var file = _folder.DataFile("a.csv", string.Concat(Enumerable.Repeat("12345678901234\n", 4)));
        Tell(Split(1, file, 0, file.Length));

        Assert.Equal((0, 2), (_secondDecoder.ExpectMsg<RecordBlock>().Index, _secondDecoder.ExpectMsg<RecordBlock>().Index));
        Assert.Equal((1, 3), (_firstDecoder.ExpectMsg<RecordBlock>().Index, _firstDecoder.ExpectMsg<RecordBlock>().Index));
    }

    [Fact]
    public void A_split_inside_of_one_line_is_one_empty_block()
    {
        var file = _folder.DataFile("a.csv", "12345678901234\n1\n");
        Tell(Split(0, file, 4, 8));

        var block = _firstDecoder.ExpectMsg<RecordBlock>();
        Assert.Equal((0, true, 0), (block.Index, block.IsLast, block.Length));
        _enumerator.ExpectMsg(new FileEnumerator.Request(_run));
    }

    [Fact]
    public void What_stands_before_the_data_is_not_read()
    {
        var file = _folder.DataFile("a.csv", "header\n1,2\n") with { DataStart = 7 };
        Tell(Split(0, file, 7, file.Length));

        var block = _firstDecoder.ExpectMsg<RecordBlock>();
        Assert.Equal((7, "1,2\n"), (block.Offset, Encoding.ASCII.GetString(block.Records)));
    }

    [Fact]
    public void Messages_of_another_run_change_nothing()
    {
        var file = _folder.DataFile("a.csv", string.Concat(Enumerable.Repeat("12345678901234\n", 10)));
        var other = RunId.New();
        Tell(Split(0, file, 0, file.Length) with { Run = other });
        Tell(new FileEnumerator.EndOfSplits(other));
        Tell(Split(0, file, 0, file.Length));
        Tell(new LineReader.Request(other, 0, 5));
        Tell(new LineReader.Released(other, 0));
        Watch(_reader);
        Tell(PoisonPill.Instance);
        ExpectTerminated(_reader);

        Assert.Equal(Window, _pool.Outstanding);
    }

    [Fact]
    public void After_the_end_it_asks_no_more()
    {
        var file = _folder.DataFile("a.csv", "1,2\n");
        Tell(Split(0, file, 0, file.Length));
        _firstDecoder.ExpectMsg<RecordBlock>();
        _enumerator.ExpectMsg(new FileEnumerator.Request(_run));
        Tell(new FileEnumerator.EndOfSplits(_run));
        Tell(new LineReader.Released(_run, 0));
        _enumerator.Watch(_reader);
        Tell(PoisonPill.Instance);

        _enumerator.ExpectTerminated(_reader);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private Split Split(long sequence, DataFile file, long start, long end) => new(_run, sequence, 0, file, start, end);

    private void Tell(object message) => _reader.Tell(message, _enumerator.Ref);
}
