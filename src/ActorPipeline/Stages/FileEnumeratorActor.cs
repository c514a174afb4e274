using ActorPipeline.Data;
using ActorPipeline.Order;
using ActorPipeline.Sources;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// <list type="table">
/// <item><term>opening</term><description>the files are being found; requests wait</description></item>
/// <item><term>open</term><description><see cref="FileEnumerator.Request"/> -> <see cref="Split"/> or <see cref="FileEnumerator.EndOfSplits"/></description></item>
/// </list>
/// A failure to find or open the files is the failure of this actor, with the path and the cause.
/// </summary>
internal sealed class FileEnumeratorActor : ReceiveActor, IWithUnboundedStash
{
    private readonly RunId _run;
    private readonly EpochSettings _settings;
    private readonly IActorRef _owner;
    private readonly Queue<SplitProgress> _begun;
    private long _next;

    public FileEnumeratorActor(RunId run, EpochSettings settings, IActorRef owner, SequencerState? from)
    {
        (_run, _settings, _owner) = (run, settings, owner);
        _begun = new(from is null ? [] : from.Turns.OrderBy(t => t.Split));
        _next = from?.NextSplit ?? 0;
        Receive<FileSet>(files => Open(files));
        Receive<Status.Failure>(failure => throw failure.Cause);
        Receive<FileEnumerator.Request>(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() =>
        Task.Run(() => FileSet.Find(_settings.Globs, _settings.HeaderLines)).PipeTo(Self);

    private void Open(FileSet found)
    {
        var plan = new EpochPlan(_run, found.Files, _settings);
        Become(() => Receive<FileEnumerator.Request>(request => Answer(request, plan)));
        Stash.UnstashAll();
        _owner.Tell(new FileEnumerator.Opened(_run, found.Files, found.FirstRecord, plan.SplitsPerEpoch));
    }

    private void Answer(FileEnumerator.Request request, EpochPlan plan)
    {
        if (request.Run == _run && _begun.TryDequeue(out var begun))
            Sender.Tell(plan.At(begun.Split)! with { From = begun.Offset is { } offset ? new(begun.Index, offset) : null });
        else if (request.Run == _run && plan.At(_next) is { } split)
        {
            Sender.Tell(split);
            _next++;
        }
        else
        {
            Sender.Tell(new FileEnumerator.EndOfSplits(request.Run));
        }
    }
}
