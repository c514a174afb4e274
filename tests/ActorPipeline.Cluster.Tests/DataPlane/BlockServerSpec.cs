using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Data;
using ActorPipeline.Memory;
using Akka.Actor;

namespace ActorPipeline.Cluster.Tests.DataPlane;

/// <summary>Strangers at the data port: closed doors, a count, and no harm to those who know the token.</summary>
public class BlockServerSpec : IAsyncLifetime
{
    private const int SigTerm = 15;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly LeaseRequest _request = new(1, 1, "a.csv", new FileFingerprint(10, DateTime.UnixEpoch, 0), 0, 0, 10, 0, null);

    private readonly SharedToken _token = new("a token for tests alone"u8);
    private readonly HttpClient _stranger = new();
    private readonly List<string> _log = [];
    private readonly RejectionLog _rejections;
    private BlockServer _server = null!;
    private int _taken;

    public BlockServerSpec() => _rejections = new RejectionLog("data port", line =>
    {
        lock (_log)
            _log.Add(line);
    });

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private Uri Address => new($"http://127.0.0.1:{_server.Port}");

    private WorkerEndpoint Endpoint => new(_server.Id, Address);

    public async Task InitializeAsync() => _server = await BlockServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _token, null, _rejections, request =>
    {
        Interlocked.Increment(ref _taken);
        var blocks = Channel.CreateUnbounded<RowBlock>();
        blocks.Writer.Complete();
        return Task.FromResult(new LeaseAnswer(new OutgoingBlocks(blocks.Reader, 3, _ => { }, () => { }, CancellationToken.None)));
    });

    public async Task DisposeAsync()
    {
        _stranger.Dispose();
        await _server.DisposeAsync();
    }

    // Signals are the process's business: a host that listens to them too breaks off its own start.
    [Fact]
    public async Task A_signal_does_not_keep_the_server_from_starting()
    {
        using var handled = new SemaphoreSlim(0);
        using var taken = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            handled.Release();
        });
        for (var i = 0; i < 50; i++)
        {
            var starting = Task.Run(() => BlockServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _token, null, _rejections, _ => throw new NotSupportedException()));
            while (!starting.IsCompleted)
            {
                Assert.Equal(0, Kill(Environment.ProcessId, SigTerm));
                await handled.WaitAsync(); // one that came after this test would end the process
            }
            await using var server = await starting;
        }
    }

    [Fact]
    public async Task Who_proves_the_token_gets_the_blocks_and_learns_that_the_worker_knows_it_too()
    {
        using var client = new BlockClient(_token, null);
        await using var stream = await client.RequestLeaseAsync(Endpoint, _request, CancellationToken.None);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Equal((1, 0), (_taken, _rejections.Count));
    }

    // That the lease was taken, and then a block that has no rows.
    [Fact]
    public async Task What_has_come_does_not_wait_for_more()
    {
        var blocks = Channel.CreateUnbounded<RowBlock>();
        await using var server = await BlockServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), _token, null, _rejections,
            _ => Task.FromResult(new LeaseAnswer(new OutgoingBlocks(blocks.Reader, 3, _ => { }, () => { }, CancellationToken.None))));
        using var client = new BlockClient(_token, null);
        var endpoint = new WorkerEndpoint(server.Id, new Uri($"http://127.0.0.1:{server.Port}"));
        await using var stream = await client.RequestLeaseAsync(endpoint, _request, CancellationToken.None).WaitAsync(_patience);
        blocks.Writer.TryWrite(new RowBlock(new Split(new RunId(1), 0, 0, new DataFile(0, "a.csv", 10, DateTime.UnixEpoch, 0), 0, 10), 0, 0, true, 5, 0,
            new BufferPool<byte>("rows", 1, 3).Rent(), new BufferPool<long>("offsets", 1, 1).Rent(), 1, [], ActorRefs.Nobody, ActorRefs.Nobody));
        var header = await new FrameReader(stream, new FrameLimits(1, 1, 3, 10)).ReadHeaderAsync(CancellationToken.None).AsTask().WaitAsync(_patience);
        Assert.Equal((0, 1, 5), (header.Rows, header.BlankLines, header.NextOffset));
        blocks.Writer.Complete();
    }

    [Fact]
    public async Task A_worker_that_does_not_know_the_token_gives_nothing_that_is_believed()
    {
        using var client = new BlockClient(new SharedToken("a token of somebody else"u8), null);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => client.RequestLeaseAsync(Endpoint, _request, CancellationToken.None));
        Assert.Contains("expected a worker that knows the token", failure.Message);
        Assert.Equal((0, 1), (_taken, _rejections.Count));
    }

    [Theory]
    [InlineData("GET", "/leases", HttpStatusCode.NotFound)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/leases", HttpStatusCode.Unauthorized)]
    public async Task A_request_without_a_proof_is_refused_and_counted(string method, string path, HttpStatusCode status)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        var answer = await _stranger.SendAsync(message);
        Assert.Equal((status, 0, ""), (answer.StatusCode, _taken, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(1, _rejections.Count);
    }

    [Fact]
    public async Task A_recorded_request_is_worth_nothing()
    {
        var body = _request.ToBody();
        var proof = _token.Prove(BlockServer.TrainerPurpose, _server.Id.ToByteArray(), body);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(body, proof)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(body, proof)).StatusCode);
        Assert.Equal(1, _taken);
    }

    [Fact]
    public async Task A_proof_for_another_server_or_another_lease_is_none()
    {
        var body = _request.ToBody();
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await PostAsync(body, _token.Prove(BlockServer.TrainerPurpose, Guid.NewGuid().ToByteArray(), body))).StatusCode);
        var proof = _token.Prove(BlockServer.TrainerPurpose, _server.Id.ToByteArray(), body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync((_request with { Path = "/etc/passwd" }).ToBody(), proof)).StatusCode);
        Assert.Equal((0, 2), (_taken, _rejections.Count));
    }

    [Theory]
    [InlineData("""{ "Run": 1 }""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_body_that_is_no_lease_is_refused_even_with_a_proof(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await PostAsync(bytes, _token.Prove(BlockServer.TrainerPurpose, _server.Id.ToByteArray(), bytes))).StatusCode);
        Assert.Equal((0, 1), (_taken, _rejections.Count));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        var answer = await PostAsync(new byte[LeaseRequest.LongestBody + 1], new byte[32]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 0), (answer.StatusCode, _taken));
    }

    [Fact]
    public async Task Garbage_is_answered_by_the_end_of_the_connection()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(RandomNumberGenerator.GetBytes(100_000));
        var memory = new byte[4096];
        var answer = new List<byte>();
        try
        {
            for (int read; (read = await socket.ReceiveAsync(memory).WaitAsync(_patience)) > 0;)
                answer.AddRange(memory[..read]);
        }
        catch (SocketException)
        {
            // it was not even read to its end
        }
        Assert.DoesNotContain("200 OK", Encoding.ASCII.GetString([.. answer]));
        Assert.Equal(0, _taken);
    }

    [Fact]
    public async Task Any_number_of_silent_connections_leaves_room_for_those_who_prove_the_token()
    {
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < 300; i++)
                silent.Add(await ConnectAsync());
            using var client = new BlockClient(_token, null);
            await using var stream = await client.RequestLeaseAsync(Endpoint, _request, CancellationToken.None).WaitAsync(_patience);
            Assert.Equal(1, _taken);
            Assert.Equal(0, await ReadToEndAsync(silent[0]));
            Assert.True(_rejections.Count > 200);
            lock (_log)
                Assert.InRange(_log.Count, 1, 10);
        }
        finally
        {
            silent.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public void Of_the_leases_that_were_replays_each_is_taken_once_in_whatever_order_they_come()
    {
        var replays = new ReplayGuard();
        var order = Enumerable.Range(0, 10_000).ToArray();
        for (var i = 0; i + 7 < order.Length; i += 8)
            Array.Reverse(order, i, 8);
        Assert.All(order, lease => Assert.True(replays.TryAdd(5, lease)));
        Assert.All(order, lease => Assert.False(replays.TryAdd(5, lease)));
        Assert.False(replays.TryAdd(4, 20_000));
        Assert.True(replays.TryAdd(6, 0));
    }

    private static async Task<int> ReadToEndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]).WaitAsync(_patience);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _server.Port);
        return socket;
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, byte[] proof)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, BlockServer.Path))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        message.Headers.Add(BlockServer.ProofHeader, Convert.ToHexString(proof));
        return await _stranger.SendAsync(message);
    }
}
