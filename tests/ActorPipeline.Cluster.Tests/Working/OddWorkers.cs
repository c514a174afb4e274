using System.Net;
using System.Threading.Channels;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Leasing;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Cluster.Wire;
using ActorPipeline.Data;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Cluster.Tests.Working;

/// <summary>A worker that has room for splits, and does with a lease what a test says.</summary>
internal class OddWorker : IAsyncDisposable
{
    private readonly BlockServer _server;
    private readonly IActorRef _actor;

    protected OddWorker(BlockServer server, IActorRef actor) => (_server, _actor) = (server, actor);

    public async ValueTask DisposeAsync()
    {
        await _actor.GracefulStop(TimeSpan.FromSeconds(20));
        await _server.DisposeAsync();
    }

    protected static async Task<(BlockServer, IActorRef)> StartAsync(ActorSystem system, SharedToken token, Func<LeaseRequest, Task<LeaseAnswer>> take)
    {
        var server = await BlockServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), token, null, new RejectionLog("data port", _ => { }), take);
        var address = new Uri($"http://127.0.0.1:{server.Port}");
        return (server, system.ActorOf(Props.Create(() => new Asker(server.Id, address))));
    }

    /// <summary>Asks for one more split than it was given, for ever.</summary>
    private sealed class Asker : ReceiveActor, IWithTimers
    {
        public Asker(Guid server, Uri address)
        {
            Receive<WorkerProtocol.AssignJob>(assign => Sender.Tell(new WorkerProtocol.ReportDemand(assign.Job.Run, server, address, Requested: 1000, default, default)));
            Receive<string>(_ => Context.ActorSelection($"/user/trainer/{LeaseManager.Name}").Tell(new WorkerProtocol.RequestJob()));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("ask", "ask", TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }
}

/// <summary>Takes leases and gives nothing.</summary>
internal sealed class MuteWorker : OddWorker
{
    private readonly Task _taken;

    private MuteWorker(BlockServer server, IActorRef actor, Task taken) : base(server, actor) => _taken = taken;

    public static async Task<MuteWorker> StartAsync(ActorSystem system, SharedToken token)
    {
        var taken = new TaskCompletionSource();
        var (server, actor) = await StartAsync(system, token, _ =>
        {
            taken.TrySetResult();
            return Task.FromResult(new LeaseAnswer(new OutgoingBlocks(
                Channel.CreateUnbounded<RowBlock>().Reader, 3, _ => { }, () => { }, CancellationToken.None)));
        });
        return new(server, actor, taken.Task);
    }

    public Task HasTakenASplitAsync() => _taken;
}

/// <summary>Has every file as it is but one, of which it takes no lease, and no room for the others.</summary>
internal sealed class LyingWorker : OddWorker
{
    private LyingWorker(BlockServer server, IActorRef actor) : base(server, actor)
    {
    }

    public static async Task<LyingWorker> StartAsync(ClusterTestKit kit, string file)
    {
        var (server, actor) = await StartAsync(kit.Sys, kit.Token, request => Task.FromResult(request.Path.EndsWith(file)
            ? new LeaseAnswer(null, StatusCodes.Status409Conflict, $"{request.Path}: {request.Fingerprint.DifferenceTo(request.Fingerprint with { Ends = ~request.Fingerprint.Ends })}")
            : new LeaseAnswer(null, StatusCodes.Status503ServiceUnavailable, "no reader is free")));
        return new(server, actor);
    }
}
