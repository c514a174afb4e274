using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using ActorPipeline.Cluster.Trust;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>A worker has refused a lease.</summary>
/// <param name="status">Its answer: 409, it will never accept it; 503, it has no room now.</param>
/// <param name="reason">In words.</param>
internal sealed class LeaseRefusedException(HttpStatusCode status, string reason) : Exception(reason)
{
    public HttpStatusCode Status => status;
}

/// <summary>A worker's block server.</summary>
/// <param name="Server">The id of its server.</param>
/// <param name="Address">Host and port, <c>http</c> or <c>https</c>.</param>
internal sealed record WorkerEndpoint(Guid Server, Uri Address);

/// <summary>The trainer's side of the data plane.</summary>
internal sealed class BlockClient : IDisposable
{
    /// <summary>Bytes that wait in the kernel on each side of a connection.</summary>
    public const int SocketBuffer = 1 << 20;

    private const int LongestReason = 4096;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly SharedToken _token;
    private readonly HttpClient _http;

    /// <param name="token">What a worker's node must know.</param>
    /// <param name="certificates">TLS, where both sides show one; null: plain TCP.</param>
    public BlockClient(SharedToken token, Certificates? certificates)
    {
        _token = token;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = _patience,
            MaxResponseHeadersLength = 4,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
        };
        if (certificates is not null)
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificates.Own],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Own,
                CertificateChainPolicy = certificates.Policy,
            };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Requests the blocks of a lease from a worker.</summary>
    /// <returns>The frames of its blocks; to be disposed, which also tells the worker that the rest is not needed.</returns>
    /// <exception cref="LeaseRefusedException">It has refused.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="InvalidDataException">It does not know the token.</exception>
    public async Task<Stream> RequestLeaseAsync(WorkerEndpoint worker, LeaseRequest request, CancellationToken cancel)
    {
        var body = request.ToBody();
        var proof = _token.Prove(BlockServer.TrainerPurpose, worker.Server.ToByteArray(), body);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(worker.Address, BlockServer.Path))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        message.Headers.Add(BlockServer.ProofHeader, Convert.ToHexString(proof));
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        try
        {
            if (!IsWorker(response, proof))
                throw new InvalidDataException($"{worker.Address}: expected a worker that knows the token, found {(int)response.StatusCode} without a proof of that");
            var stream = await response.Content.ReadAsStreamAsync(cancel);
            return response.StatusCode == HttpStatusCode.OK
                ? stream
                : throw new LeaseRefusedException(response.StatusCode, await ReasonAsync(stream, cancel));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private bool IsWorker(HttpResponseMessage response, byte[] proof)
    {
        var answer = new byte[32];
        return response.Headers.TryGetValues(BlockServer.ProofHeader, out var values)
            && Convert.FromHexString(values.First(), answer, out _, out var length) == System.Buffers.OperationStatus.Done
            && length == answer.Length && _token.IsProof(answer, BlockServer.WorkerPurpose, proof);
    }

    private static async Task<string> ReasonAsync(Stream stream, CancellationToken cancel)
    {
        var reason = new byte[LongestReason];
        var length = await stream.ReadAtLeastAsync(reason, reason.Length, throwOnEndOfStream: false, cancel);
        return System.Text.Encoding.UTF8.GetString(reason.AsSpan(0, length));
    }

    // What waits in the kernel is not bounded by the windows, so it is bounded here.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = SocketBuffer };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
