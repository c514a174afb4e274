using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Channels;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Benchmarks.Cluster;

/// <summary>
/// What the way of the blocks costs alone: from the memory of a worker's blocks into the memory of a trainer's, over loopback, with framing,
/// checksums on both sides, proofs and credit; nobody reads files or decodes. Both sides run in this process, so they share its cores.
/// </summary>
internal sealed class DataPlaneBenchmark : IAsyncDisposable
{
    private const int RowBytes = 4096, Rounds = 6, Window = 8;
    private const long BytesOfARound = 4L << 30;

    private static readonly int[] _rowsOfABlock = [16, 64, 128, 256];

    private readonly SharedToken _token = new("a token for benchmarks"u8);
    private readonly BlockClient _client;
    private readonly int _rows, _blocks;
    private readonly RowBlock _block;
    private BlockServer _server = null!;

    private DataPlaneBenchmark(int rows)
    {
        (_rows, _client) = (rows, new BlockClient(_token, null));
        _blocks = (int)(BytesOfARound / 4 / (rows * (long)RowBytes));
        var (values, offsets) = Memory(1);
        _block = new RowBlock(Split, 0, 0, true, 1, rows, values.Rent(), offsets.Rent(), 0, [], ActorRefs.Nobody, ActorRefs.Nobody);
    }

    private static Split Split { get; } = new(new RunId(1), 0, 0, new DataFile(0, "a.csv", long.MaxValue, DateTime.UnixEpoch, 0), 0, long.MaxValue);

    /// <summary>Measures each size of block with one, two and four leases at the same time, and writes the table.</summary>
    public static void Run(string results)
    {
        var table = new StringBuilder("| rows a block | MB a block | leases | best GB/s | median GB/s |\n|---|---|---|---|---|\n");
        foreach (var rows in _rowsOfABlock)
            foreach (var leases in (int[])[1, 2, 4])
                table.AppendLine(MeasureAsync(rows, leases).GetAwaiter().GetResult());
        var text = $"{table}\n{Environment.ProcessorCount} cores, both sides on the same ones; {DateTime.UtcNow:yyyy-MM-dd}, .NET {Environment.Version}\n";
        Console.WriteLine(text);
        File.WriteAllText(Path.Combine(results, "data-plane.md"), text);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<string> MeasureAsync(int rows, int leases)
    {
        await using var benchmark = new DataPlaneBenchmark(rows);
        benchmark._server = await BlockServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), benchmark._token, null,
            new RejectionLog("data port", Console.Error.WriteLine), benchmark.TakeAsync);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var first = round * leases;
            var bytes = await Task.WhenAll(Enumerable.Range(first, leases).Select(lease => Task.Run(() => benchmark.PullAsync(lease, leases))));
            rates.Add(bytes.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        rates.Sort();
        return FormattableString.Invariant(
            $"| {rows} | {rows * (long)RowBytes / 1e6:0.00} | {leases} | {rates[^1]:0.00} | {rates[Rounds / 2]:0.00} |");
    }

    // The same block for each: a worker's decoder would fill it, and that is measured elsewhere.
    private Task<LeaseAnswer> TakeAsync(LeaseRequest request)
    {
        var blocks = Channel.CreateBounded<RowBlock>(Window);
        var (values, offsets) = Memory(Window + 2);
        _ = Task.Run(async () =>
        {
            for (var index = 0; index < request.FromIndex + request.End; index++)
            {
                var memory = (values.Rent(), offsets.Rent());
                await blocks.Writer.WriteAsync(_block with { Index = index, Values = memory.Item1, Offsets = memory.Item2, NextOffset = index == request.End - 1 ? null : 1 });
            }
            blocks.Writer.Complete();
        });
        return Task.FromResult(new LeaseAnswer(new OutgoingBlocks(blocks.Reader, RowBytes, _ => { }, () => { }, CancellationToken.None)));
    }

    private async Task<long> PullAsync(long lease, int leases)
    {
        var blocks = _blocks * 4 / leases;
        var request = new LeaseRequest(1, lease, "a.csv", new FileFingerprint(long.MaxValue, DateTime.UnixEpoch, 0), 0, 0, blocks, 0, null);
        await using var stream = await _client.RequestLeaseAsync(
            new WorkerEndpoint(_server.Id, new Uri($"http://127.0.0.1:{_server.Port}")), request, CancellationToken.None);
        var frames = new FrameReader(stream, new FrameLimits(lease, _rows, RowBytes, 1 << 20));
        var (values, offsets) = Memory(1);
        var bytes = 0L;
        while (true)
        {
            var header = await frames.ReadHeaderAsync(CancellationToken.None);
            var block = await frames.ReadBlockAsync(header, Split, values.Rent(), offsets.Rent(), ActorRefs.Nobody, CancellationToken.None);
            bytes += header.ValueBytes;
            block.ReturnMemory();
            if (block.IsLast)
                return bytes;
        }
    }

    private (BufferPool<byte> Values, BufferPool<long> Offsets) Memory(int blocks) =>
        (new("rows", blocks, _rows * RowBytes), new("offsets", blocks, _rows));
}
