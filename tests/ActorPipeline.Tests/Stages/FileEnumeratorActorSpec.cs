using ActorPipeline.Data;
using ActorPipeline.Settings;
using ActorPipeline.Stages;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Stages;

public class FileEnumeratorActorSpec : TestKit
{
    private readonly RunId _run = RunId.New();
    private readonly TempFolder _folder = new();

    public FileEnumeratorActorSpec() : base(ReferenceConf.Config)
    {
        _folder.Write("a.csv", "1,2\n1,2\n");
        _folder.Write("b.csv", "1,2\n");
    }

    [Fact]
    public void It_tells_its_owner_what_it_found()
    {
        Start();

        var opened = ExpectMsg<FileEnumerator.Opened>();
        Assert.Equal((_run, 3), (opened.Run, opened.SplitsPerEpoch));
        Assert.Equal(["a.csv", "b.csv"], opened.Files.Select(f => Path.GetFileName(f.Path)));
        Assert.Equal("1,2"u8.ToArray(), opened.FirstRecord.ToArray());
    }

    [Fact]
    public void Each_request_gets_the_next_split_whoever_asks()
    {
        var enumerator = Start();
        ExpectMsg<FileEnumerator.Opened>();
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        for (var i = 0; i < 2; i++)
        {
            first.Send(enumerator, new FileEnumerator.Request(_run));
            Assert.Equal(2 * i, first.ExpectMsg<Split>().Sequence);
            second.Send(enumerator, new FileEnumerator.Request(_run));
            if (i == 0)
                Assert.Equal(1, second.ExpectMsg<Split>().Sequence);
        }

        second.ExpectMsg(new FileEnumerator.EndOfSplits(_run));
    }

    [Fact]
    public void A_request_of_another_run_gets_its_end_and_takes_no_split()
    {
        var enumerator = Start();
        ExpectMsg<FileEnumerator.Opened>();
        var other = RunId.New();
        enumerator.Tell(new FileEnumerator.Request(other), TestActor);
        enumerator.Tell(new FileEnumerator.Request(_run), TestActor);

        ExpectMsg(new FileEnumerator.EndOfSplits(other));
        Assert.Equal(0, ExpectMsg<Split>().Sequence);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private IActorRef Start() => Sys.ActorOf(FileEnumerator.Props(_run,
        new([_folder.Path + "/*.csv"], Seed: 23, Epochs: 1, ShuffleFiles: true, SplitBytes: 4, HeaderLines: 0), TestActor));
}
