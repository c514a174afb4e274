using ActorPipeline.Data;
using ActorPipeline.Memory;
using ActorPipeline.Sources;
using ActorPipeline.Telemetry;
using Akka.Actor;

namespace ActorPipeline.Stages;

/// <summary>
/// <list type="table">
/// <item><term><see cref="Split"/></term><description>read it, while there is credit</description></item>
/// <item><term><see cref="LineReader.Request"/></term><description>more credit for a split</description></item>
/// <item><term><see cref="LineReader.Released"/></term><description>a split is done; ask for another</description></item>
/// <item><term><see cref="FileEnumerator.EndOfSplits"/></term><description>no more splits</description></item>
/// </list>
/// After a failure the next life has the same core, and goes on at the block that was not sent.
/// </summary>
internal sealed class LineReaderActor : RestartableActor
{
    private readonly RunId _run;
    private readonly LineReader.Settings _settings;
    private readonly IActorRef _enumerator;
    private readonly IReadOnlyList<IActorRef> _decoders;
    private readonly BufferPool<byte> _pool;
    private readonly ReadRate _rate;
    private readonly StageMeter _meter;
    private readonly LineReaderCore _core;
    private SplitFile? _file;

    public LineReaderActor(RunId run, LineReader.Settings settings, IActorRef enumerator, IReadOnlyList<IActorRef> decoders,
        BufferPool<byte> pool, ReadRate rate, StageMeter meter, LineReaderCore core, Restarts restarts) : base(restarts)
    {
        (_run, _settings, _enumerator, _decoders, _pool, _rate, _meter, _core) = (run, settings, enumerator, decoders, pool, rate, meter, core);
        Receive<Split>(split => split.Run == _run, split => Apply(() => _core.Assign(split)));
        Receive<LineReader.Request>(request => request.Run == _run, request => Apply(() => _core.Grant(request.Split, request.Count)));
        Receive<LineReader.Released>(released => released.Run == _run, released => Apply(() => _core.Release(released.Split)));
        Receive<FileEnumerator.EndOfSplits>(end => end.Run == _run, _ => Apply(() => _core.End()));
    }

    protected override void PostStop() => _file?.Dispose();

    protected override void Resume()
    {
        while (_core.Next == LineReaderStep.Read)
            ReadBlock(_core.Current!);
        if (_core.Next == LineReaderStep.Ask)
        {
            _enumerator.Tell(new FileEnumerator.Request(_run));
            _core.RecordRequest();
        }
    }

    private void Apply(Action transition)
    {
        transition();
        Resume();
    }

    private void ReadBlock(Split split)
    {
        var decoder = _decoders[(int)((split.Sequence + _core.Index) % _decoders.Count)];
        var block = NextBlock(split);
        _rate.Spend(block.Length);
        // Nothing fails between these two: a block is with the decoder and known as sent, or neither.
        decoder.Tell(block);
        _core.Sent(block.Offset + block.Length, block.IsLast);
        Progressed();
        _meter.Count(bytes: block.Length);
    }

    private RecordBlock NextBlock(Split split)
    {
        var buffer = _pool.Rent();
        try
        {
            using var busy = _meter.Busy();
            var (offset, length, isLast) = Open(split.File).ReadBlock(split, new BlockStart(_core.Index, _core.Offset),
                buffer.Value.AsSpan(0, _settings.BlockBytes));
            return new RecordBlock(split, _core.Index, isLast, offset, buffer, length, Self);
        }
        catch
        {
            buffer.Return();
            throw;
        }
    }

    private SplitFile Open(DataFile file)
    {
        if (_file?.File != file)
        {
            _file?.Dispose();
            _file = null;
            _file = new SplitFile(file);
        }
        return _file;
    }
}
