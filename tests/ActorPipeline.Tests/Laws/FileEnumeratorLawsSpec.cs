using ActorPipeline.Data;
using ActorPipeline.Stages;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorPipeline.Tests.Laws;

public class FileEnumeratorLawsSpec : StageLaws
{
    protected override StageRig Rig() => new FileEnumeratorRig(this);

    private sealed class FileEnumeratorRig(TestKit kit) : StageRig(kit)
    {
        private const int SplitsOfAllEpochs = 2 * (3 + 1 + 2);

        private readonly RunId _run = RunId.New();
        private readonly TempFolder _folder = new();
        private int _requested;

        public override int Due => Math.Min(_requested, SplitsOfAllEpochs);

        public override bool IsRestarted => false;

        public override bool RepeatsItsEnd => true;

        public override void AskLate() => Send(new FileEnumerator.Request(_run));

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override Props Stage()
        {
            _folder.Write("a.csv", "1,2\n1,2\n1,2\n");
            _folder.Write("b.csv", "1,2\n");
            _folder.Write("c.csv", "1,2\n3,4");
            return FileEnumerator.Props(_run, new([_folder.Path + "/*"], Seed: 23, Epochs: 2, ShuffleFiles: true, SplitBytes: 4, HeaderLines: 0), Neighbours.Ref);
        }

        // A reader asks at once, before the files are found.
        protected override void Begin() => Consume(this);

        protected override string? Output(object message) =>
            message is Split split ? $"{split.Sequence} {split.Epoch} {split.File.Index} {split.Start}-{split.End}" : null;

        protected override bool IsEnd(object message) => message is FileEnumerator.EndOfSplits;

        protected override void Feed(object demand) => Assert.IsType<FileEnumerator.Opened>(demand);

        protected override void Consume(object output)
        {
            if (_requested++ > SplitsOfAllEpochs)
                return;
            Send(new FileEnumerator.Request(_run));
        }
    }
}
