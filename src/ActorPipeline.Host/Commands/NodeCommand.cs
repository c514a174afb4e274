using System.CommandLine;
using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Progress;
using ActorPipeline.Host.Running;
using Akka.Actor;

namespace ActorPipeline.Host.Commands;

/// <summary><c>node</c>: works for the trainer that it joins, and for the next one at that address, until it is told to leave.</summary>
internal static class NodeCommand
{
    private static readonly string[] _options =
        ["--join", "--host", "--port", "--data-port", "--token-file", "--readers", "--decoders", "--quiet"];

    public static Command Create()
    {
        var command = new Command("node", "Joins a cluster as a worker: reads and decodes for the trainer, until a signal tells it to leave.");
        var options = new SettingOptions(SettingOption.All.Where(o => _options.Contains(o.Name)));
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(EffectiveSettings settings)
    {
        using var signals = new StopSignals();
        var display = Display.For(settings.Reader.Read<HostSettings>().Quiet);
        display.Note(Engine.Headline);
        while (!signals.Stop.IsCancellationRequested)
            await WorkAsync(settings, display, signals.Stop);
        return 0;
    }

    // One membership: a trainer that is gone leaves a cluster behind that nobody needs, and the next one forms another.
    private static async Task WorkAsync(EffectiveSettings settings, Display display, CancellationToken stop)
    {
        var cluster = ClusterSettings.From(settings.Reader);
        var system = Engine.CreateSystem(settings.Config, cluster.ConfigFor(ClusterSettings.WorkerRole));
        try
        {
            system.ActorOf(Props.Create(() => new MessageLogger(display.Message)), "messages");
            await using var membership = await WorkerMembership.JoinAsync(system, settings.Reader, display.Note);
            display.Tag = Engine.TagOf(ClusterSettings.WorkerRole, membership.Address);
            display.Note($"joining {string.Join(", ", cluster.Join.Select(seed => $"{seed.Host}:{seed.Port}"))}");
            using var stopping = stop.Register(membership.Leave);
            await membership.Ended;
            display.Note(stop.IsCancellationRequested ? "leaving" : "rejoining");
        }
        finally
        {
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
    }
}
