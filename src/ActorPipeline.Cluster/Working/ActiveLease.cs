using System.Threading.Channels;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Cluster.Working;

/// <summary>The blocks of a lease at the worker: decoded in any order, passed on in that of the split.</summary>
/// <param name="reader">The reader.</param>
/// <param name="firstIndex">The first block.</param>
/// <param name="window">Blocks that the reader may have in flight.</param>
internal sealed class ActiveLease(IActorRef reader, int firstIndex, int window)
{
    private readonly Dictionary<(int Index, int Part), RowBlock> _early = [];
    private readonly Channel<RowBlock> _blocks = Channel.CreateUnbounded<RowBlock>(new() { SingleReader = true });
    private readonly SplitCredit _credit = new(window);
    private (int Index, int Part) _next = (firstIndex, 0);

    /// <summary>The reader.</summary>
    public IActorRef Reader => reader;

    /// <summary>The blocks, in order.</summary>
    public ChannelReader<RowBlock> Blocks => _blocks.Reader;

    /// <summary>A block was decoded.</summary>
    public void Add(RowBlock block)
    {
        _early.Add((block.Index, block.Part), block);
        while (_early.Remove(_next, out var next))
        {
            _next = next.IsLastPart ? (next.Index + 1, 0) : (next.Index, next.Part + 1);
            if (!_blocks.Writer.TryWrite(next))
                next.ReturnMemory(); // it has failed
            else if (next.IsLast)
                _blocks.Writer.Complete();
        }
    }

    /// <summary>It cannot be read further; what came before that is still sent.</summary>
    public void Fail(PipelineException cause) => _blocks.Writer.TryComplete(cause);

    /// <summary>A block was sent.</summary>
    public void RecordWritten(RowBlock block) => _credit.Return(block);

    /// <summary>The rest is not needed.</summary>
    public void Abandon()
    {
        foreach (var block in _early.Values)
            block.ReturnMemory();
        while (_blocks.Reader.TryRead(out var block))
            block.ReturnMemory();
    }
}
