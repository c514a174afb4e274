using System.Net;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Errors;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Cluster.Working;

/// <summary>A worker with its data plane, in the actor system of its node.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private BlockServer? _server;

    private WorkerNode(IActorRef worker) => Actor = worker;

    /// <summary>The worker.</summary>
    public IActorRef Actor { get; private set; }

    /// <summary>Starts it; it works once it has a manager: <see cref="Worker.SetManager"/>.</summary>
    /// <param name="system">Its node's actor system.</param>
    /// <param name="settings">How it works.</param>
    /// <param name="host">The name or address of this node for all others.</param>
    /// <param name="bindHost">The address at which the data plane listens.</param>
    /// <param name="port">The data plane's port; 0 is any free one.</param>
    /// <param name="token">What a trainer's node must know.</param>
    /// <param name="certificates">TLS for the blocks; null: plain TCP.</param>
    /// <param name="note">Takes what a user wants to know.</param>
    /// <param name="name">The actor's name.</param>
    /// <exception cref="PipelineException">The data port cannot be opened.</exception>
    public static async Task<WorkerNode> StartAsync(ActorSystem system, Worker.Settings settings, string host, string bindHost, int port,
        SharedToken token, Certificates? certificates, Action<string> note, string name = Worker.Name)
    {
        var node = new WorkerNode(ActorRefs.Nobody);
        var endpoint = new IPEndPoint(await AddressOfAsync(bindHost), port);
        node._server = await BlockServer.StartAsync(endpoint, token, certificates, new RejectionLog($"data port {endpoint}", note), node.AcceptAsync);
        var address = new UriBuilder(certificates is null ? "http" : "https", host, node._server.Port).Uri;
        node.Actor = system.ActorOf(Worker.Props(settings, new WorkerEndpoint(node._server.Id, address), note), name);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await Actor.GracefulStop(_patience);
        await _server!.DisposeAsync();
    }

    private static async Task<IPAddress> AddressOfAsync(string host)
    {
        try
        {
            return IPAddress.TryParse(host, out var address) ? address : (await Dns.GetHostAddressesAsync(host))[0];
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new PipelineException(FailureKind.Settings, $"cluster.bind-host: expected an address of this node, found '{host}': {e.Message}", e);
        }
    }

    private async Task<LeaseAnswer> AcceptAsync(LeaseRequest request)
    {
        try
        {
            return DifferenceOf(request) is { } difference
                ? new LeaseAnswer(null, StatusCodes.Status409Conflict, $"{request.Path}: {difference}")
                : await Actor.Ask<LeaseAnswer>(new Worker.AcceptLease(request), _patience);
        }
        catch (AskTimeoutException)
        {
            return new LeaseAnswer(null, StatusCodes.Status503ServiceUnavailable, "the worker does not answer");
        }
    }

    private static string? DifferenceOf(LeaseRequest request)
    {
        try
        {
            return request.Fingerprint.DifferenceTo(FileFingerprint.Of(request.Path));
        }
        catch (PipelineException e)
        {
            return e.Message;
        }
    }
}
