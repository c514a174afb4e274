using System.Net;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Stages;
using Akka.Actor;

namespace ActorPipeline.Cluster.Leasing;

/// <summary>How a pull has ended.</summary>
internal enum PullOutcome
{
    /// <summary>With the split's last block, or because the rest was no longer needed.</summary>
    Completed,

    /// <summary>The worker, or the connection to it, was lost.</summary>
    Lost,

    /// <summary>The worker has no room.</summary>
    Busy,

    /// <summary>The worker cannot read this split.</summary>
    Refused,

    /// <summary>The data itself is at fault, wherever it is read.</summary>
    Failed,
}

/// <summary>A block came under a lease. Owns the block's memory.</summary>
internal sealed record BlockArrived(long Lease, RowBlock Block) : IOwnsMemory
{
    public RunId Run => Block.Run;

    public void ReturnMemory() => Block.ReturnMemory();
}

/// <summary>A pull has ended; nothing more comes under its lease, and it holds no memory.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Outcome">How.</param>
/// <param name="WasAccepted">The worker had accepted the lease.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Cause">The failure, where the data is at fault.</param>
internal sealed record PullEnded(long Lease, PullOutcome Outcome, bool WasAccepted, string Reason = "", PipelineException? Cause = null);

/// <summary>The blocks of a split on their way from a worker, one lease of it. The owner learns of each block, and of the end.</summary>
/// <param name="lease">The lease.</param>
/// <param name="split">The split, with its own place in the order.</param>
/// <param name="credit">Row buffers of the split that are free; a block that is not needed gives its own back.</param>
/// <param name="limits">What the frames may hold.</param>
/// <param name="rows">Where the blocks' memory comes from.</param>
/// <param name="owner">Learns of the blocks and of the end, and gets the credit of the blocks back.</param>
internal sealed class LeasePull(long lease, Split split, SemaphoreSlim credit, FrameLimits limits, Decoder.RowMemory rows, IActorRef owner)
{
    private readonly CancellationTokenSource _cancel = new();
    private bool _wasAccepted;
    private int _index = split.From?.Index ?? 0;
    private int _part;

    /// <summary>The rest is no longer needed.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <summary>Pulls to the end, and tells the owner the outcome.</summary>
    public async Task RunAsync(BlockClient client, WorkerEndpoint worker, Func<DataFile, FileFingerprint> fingerprintOf)
    {
        var ended = await EndAsync(client, worker, fingerprintOf);
        owner.Tell(ended);
    }

    private async Task<PullEnded> EndAsync(BlockClient client, WorkerEndpoint worker, Func<DataFile, FileFingerprint> fingerprintOf)
    {
        try
        {
            var request = LeaseRequest.For(lease, split, fingerprintOf(split.File));
            await using var stream = await client.RequestLeaseAsync(worker, request, _cancel.Token);
            _wasAccepted = true;
            return await PullAsync(new FrameReader(stream, limits));
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            return new(lease, PullOutcome.Completed, _wasAccepted);
        }
        catch (LeaseRefusedException e)
        {
            return new(lease, e.Status == HttpStatusCode.ServiceUnavailable ? PullOutcome.Busy : PullOutcome.Refused, _wasAccepted, e.Message);
        }
        catch (PipelineException e)
        {
            return new(lease, PullOutcome.Failed, _wasAccepted, e.Message, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            return new(lease, PullOutcome.Lost, _wasAccepted, $"{worker.Address.Authority}: {e.GetBaseException().Message}");
        }
    }

    private async Task<PullEnded> PullAsync(FrameReader frames)
    {
        while (true)
        {
            var header = await frames.ReadHeaderAsync(_cancel.Token);
            if (header.Kind == FrameKind.Failure)
            {
                var failure = await frames.ReadFailureAsync(header, _cancel.Token);
                return new(lease, failure.Kind == FailureKind.File ? PullOutcome.Refused : PullOutcome.Failed, _wasAccepted, failure.Message, failure);
            }
            if ((header.Index, header.Part) != (_index, _part))
                throw new InvalidDataException($"expected block {_index} part {_part} of lease {lease}, found block {header.Index} part {header.Part}");
            (_index, _part) = header.Kind == FrameKind.Part ? (_index, _part + 1) : (_index + 1, 0);
            if (header.Kind == FrameKind.Block && (header.NextOffset <= split.Start || header.NextOffset >= split.End))
                throw new InvalidDataException($"expected a next offset within the split, found {header.NextOffset}");
            await credit.WaitAsync(_cancel.Token);
            owner.Tell(new BlockArrived(lease, await ReadAsync(frames, header)));
            if (header.Kind == FrameKind.LastBlock)
                return new(lease, PullOutcome.Completed, _wasAccepted);
        }
    }

    private async Task<RowBlock> ReadAsync(FrameReader frames, FrameHeader header)
    {
        var (values, offsets) = (rows.Rows.Rent(), rows.Offsets.Rent());
        try
        {
            return await frames.ReadBlockAsync(header, split, values, offsets, owner, _cancel.Token);
        }
        catch
        {
            values.Return();
            offsets.Return();
            credit.Release();
            throw;
        }
    }
}
