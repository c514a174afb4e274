using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>The blocks of one lease to send, in order.</summary>
/// <param name="Blocks">The blocks; it completes behind the last one, or with the <see cref="PipelineException"/> that ended them.</param>
/// <param name="RowBytes">Bytes of a row.</param>
/// <param name="Written">Called after each block, which makes room for another.</param>
/// <param name="Ended">Called once, after the last block or when the connection is gone.</param>
/// <param name="Stop">Cancelled when sending is to stop.</param>
internal sealed record OutgoingBlocks(
    ChannelReader<RowBlock> Blocks, int RowBytes, Action<RowBlock> Written, Action Ended, CancellationToken Stop);

/// <summary>The answer to a lease: blocks, or a status of HTTP and the reason in words.</summary>
internal sealed record LeaseAnswer(OutgoingBlocks? Blocks, int Status = StatusCodes.Status200OK, string Reason = "");

/// <summary>
/// A worker's side of the data plane: <c>POST /leases</c> with a <see cref="LeaseRequest"/> is answered by the frames of its blocks, one for
/// each; what the trainer does not read, the connection holds back, and that is the credit. A client that does not prove that it knows the token
/// gets nothing: the header <c>ActorPipeline-Proof</c> is the HMAC of this server's id and the body, and a lease is accepted once.
/// </summary>
internal sealed class BlockServer : IAsyncDisposable
{
    /// <summary>The path that leases are requested at.</summary>
    public const string Path = "/leases";

    /// <summary>The header that carries a proof, as hexadecimal digits.</summary>
    public const string ProofHeader = "ActorPipeline-Proof";

    /// <summary>What a trainer's node proves.</summary>
    public const string TrainerPurpose = "actor-pipeline 1 trainer";

    /// <summary>What a worker's node proves, over the other's proof.</summary>
    public const string WorkerPurpose = "actor-pipeline 1 worker";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly SharedToken _token;
    private readonly Func<LeaseRequest, Task<LeaseAnswer>> _accept;
    private readonly RejectionLog _rejections;
    private readonly ReplayGuard _replays = new();

    private BlockServer(IPEndPoint endpoint, SharedToken token, Certificates? certificates, RejectionLog rejections,
        Func<LeaseRequest, Task<LeaseAnswer>> accept)
    {
        (_token, _rejections, _accept) = (token, rejections, accept);
        var limiter = new ConnectionLimiter(rejections);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LeaseRequest.LongestBody;
            kestrel.Limits.MaxRequestLineSize = 256;
            kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 4096;
            kestrel.Limits.RequestHeadersTimeout = _patience;
            kestrel.Limits.MinResponseDataRate = null; // a trainer without credit reads nothing, for as long as it takes
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(limiter.AdmitAsync);
                if (certificates is not null)
                    listen.UseHttps(Https(certificates, rejections));
            });
        });
        if (certificates is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen);
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Distinguishes this server from an earlier one at the same address.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The port it listens on.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Listens.</summary>
    /// <param name="endpoint">Where; port 0 is any free one.</param>
    /// <param name="token">What a trainer's node must know.</param>
    /// <param name="certificates">TLS, where both sides show one; null: plain TCP.</param>
    /// <param name="rejections">Counts unauthenticated clients.</param>
    /// <param name="accept">Answers a lease; called once for each.</param>
    /// <exception cref="PipelineException">It cannot listen there.</exception>
    public static async Task<BlockServer> StartAsync(IPEndPoint endpoint, SharedToken token, Certificates? certificates, RejectionLog rejections,
        Func<LeaseRequest, Task<LeaseAnswer>> accept)
    {
        var server = new BlockServer(endpoint, token, certificates, rejections, accept);
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch (IOException e)
        {
            await server.DisposeAsync();
            throw new PipelineException(FailureKind.Cluster, $"{endpoint}: the data port cannot be opened: {e.GetBaseException().Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    // What waits in the kernel is bounded by no window, so it is bounded here; accepted connections inherit it.
    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = BlockClient.SocketBuffer;
        return socket;
    }

    private static HttpsConnectionAdapterOptions Https(Certificates certificates, RejectionLog rejections) => new()
    {
        ServerCertificate = certificates.Own,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        HandshakeTimeout = _patience,
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) =>
        {
            using var chain = new X509Chain { ChainPolicy = certificates.Policy };
            var known = chain.Build(certificate);
            if (!known)
                rejections.Add(certificate.Subject, "a certificate that does not come from cluster.tls.authority");
            return known;
        },
    };

    private async Task HandleAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not var (request, proof))
            return;
        http.Features.Get<PendingConnection>()?.Admit();
        var answer = _replays.TryAdd(request.Run, request.Lease)
            ? await _accept(request)
            : new LeaseAnswer(null, StatusCodes.Status409Conflict, $"lease {request.Lease} was requested before");
        http.Response.Headers[ProofHeader] = Convert.ToHexString(_token.Prove(WorkerPurpose, proof));
        http.Response.StatusCode = answer.Status;
        if (answer.Blocks is { } blocks)
            await WriteAsync(http, request.Lease, blocks);
        else
            await http.Response.WriteAsync(answer.Reason);
    }

    // Null: it was not authenticated, and has been answered.
    private async Task<(LeaseRequest Request, byte[] Proof)?> ReadAsync(HttpContext http)
    {
        if (http.Request.Method != HttpMethods.Post || http.Request.Path != Path)
            return await RefuseAsync(http, StatusCodes.Status404NotFound, "no request for a lease");
        var proof = new byte[32];
        if (Convert.FromHexString(http.Request.Headers[ProofHeader].ToString(), proof, out _, out var length) != System.Buffers.OperationStatus.Done
            || length != proof.Length)
            return await RefuseAsync(http, StatusCodes.Status401Unauthorized, "no proof");
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            if (!_token.IsProof(proof, TrainerPurpose, Id.ToByteArray(), body.ToArray()))
                return await RefuseAsync(http, StatusCodes.Status401Unauthorized, "a wrong proof");
            return (LeaseRequest.Parse(body.ToArray()), proof);
        }
        catch (InvalidDataException e)
        {
            return await RefuseAsync(http, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return await RefuseAsync(http, e.StatusCode, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null; // the client closed before the request was complete, as a trainer does that no longer needs the split
        }
    }

    private async Task<(LeaseRequest, byte[])?> RefuseAsync(HttpContext http, int status, string why)
    {
        _rejections.Add($"{http.Connection.RemoteIpAddress}", why);
        http.Response.StatusCode = status;
        http.Response.Headers.Connection = "close";
        await http.Response.CompleteAsync();
        return null;
    }

    private static async Task WriteAsync(HttpContext http, long lease, OutgoingBlocks blocks)
    {
        using var frames = new FrameWriter(http.Response.BodyWriter, lease, blocks.RowBytes);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, blocks.Stop);
        try
        {
            // The trainer learns at once that the lease was accepted.
            await http.Response.BodyWriter.FlushAsync(cancel.Token);
            await foreach (var block in blocks.Blocks.ReadAllAsync(cancel.Token))
                await WriteAsync(frames, block, blocks, cancel.Token);
        }
        catch (PipelineException failure)
        {
            await frames.WriteAsync(failure, cancel.Token);
        }
        catch (OperationCanceledException)
        {
            // The trainer has gone, or does not need the rest. A response that just ended would look whole.
            http.Abort();
        }
        finally
        {
            blocks.Ended();
        }
    }

    private static async Task WriteAsync(FrameWriter frames, RowBlock block, OutgoingBlocks blocks, CancellationToken cancel)
    {
        try
        {
            await frames.WriteAsync(block, cancel);
        }
        finally
        {
            block.ReturnMemory();
        }
        blocks.Written(block);
    }

    /// <summary>The owner starts and stops the server. The usual lifetime listens to the process's signals, and aborts a start.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
