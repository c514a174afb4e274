using ActorPipeline.Data;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Running;

/// <summary>
/// Stage F of a run whose batches are read by <c>await foreach</c>: puts them into a <see cref="BatchQueue"/>, and requests another one
/// for each that comes back. It reports the end when the readers have come to it.
/// </summary>
internal static class BatchFeed
{
    /// <summary>From the queue: the memory of one batch is back.</summary>
    public sealed record Returned
    {
        /// <summary>The only one.</summary>
        public static Returned Instance { get; } = new();
    }

    /// <summary>From the queue, once: nobody waits for a batch any more.</summary>
    public sealed record Done
    {
        /// <summary>The only one.</summary>
        public static Done Instance { get; } = new();
    }

    /// <summary>The actor.</summary>
    /// <param name="batches">Where the readers take the batches from.</param>
    /// <param name="after">The batches up to this step are left out: they were read before.</param>
    public static ConsumerProps Props(BatchQueue batches, long after) =>
        new(context => Akka.Actor.Props.Create(() => new BatchFeedActor(context, batches, after)));
}

/// <summary>
/// <list type="table">
/// <item><term><see cref="MiniBatch"/></term><description>into the queue; one that is left out is returned, and another one requested</description></item>
/// <item><term><see cref="BatchFeed.Returned"/></term><description>another one is requested</description></item>
/// <item><term><see cref="ShuffleBuffer.OutOfRange"/></term><description>the end, for the queue</description></item>
/// <item><term><see cref="BatchFeed.Done"/></term><description>the end is reported to the supervisor, once both have come</description></item>
/// </list>
/// Requests are not gathered, as those of other consumers are: a reader may hold its batch until another reader has got one.
/// </summary>
internal sealed class BatchFeedActor : ReceiveActor
{
    private readonly ConsumerContext _context;
    private readonly BatchQueue _batches;
    private readonly long _after;
    private StreamEnd? _end;

    public BatchFeedActor(ConsumerContext context, BatchQueue batches, long after)
    {
        (_context, _batches, _after) = (context, batches, after);
        Receive<MiniBatch>(Receive);
        Receive<BatchFeed.Returned>(_ => Request(1));
        Receive<ShuffleBuffer.OutOfRange>(message =>
        {
            _end = message.End;
            _batches.Complete();
            Report();
        });
        Receive<BatchFeed.Done>(_ => Report());
    }

    protected override void PreStart()
    {
        _batches.Open(Self, _context.Begin);
        Request(_context.Batches);
    }

    private void Receive(MiniBatch batch)
    {
        if (batch.Step > _after)
        {
            _context.Meter.Count(rows: batch.Count);
            _batches.Add(batch);
            return;
        }
        batch.ReturnMemory();
        Request(1);
    }

    private void Report()
    {
        if (_end is null || !_batches.IsDone)
            return;
        _context.Supervisor.Tell(new Consumed(_context.Run, _end));
        Become(() => { }); // the end comes again to each request that was under way
    }

    private void Request(int count) => _context.ShuffleBuffer.Tell(new ShuffleBuffer.Request(_context.Run, count));
}
