using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Knows where a system is, and what is behind a path.</summary>
public interface IActorRefProvider
{
    /// <summary>The address at which others reach the system, or the local one if they cannot.</summary>
    Address DefaultAddress { get; }

    /// <summary>The actor that a path with its address names; whether it lives, only its answers tell.</summary>
    /// <exception cref="UriFormatException">The text is no path of an actor.</exception>
    IActorRef ResolveActorRef(string path);
}

/// <summary>A system's way to other systems: it starts when the loggers run and stops when the last actor has ended.</summary>
/// <remarks>Chosen by <c>akka.actor.provider</c>. This one knows no other system.</remarks>
internal class ActorRefProvider(ActorSystemImpl system) : IActorRefProvider
{
    public virtual Address DefaultAddress => System.RootPath.Address;

    private protected ActorSystemImpl System { get; } = system;

    /// <exception cref="Configuration.ConfigurationException">There is no such provider.</exception>
    internal static ActorRefProvider For(ActorSystemImpl system)
    {
        var provider = system.Settings.Config.GetString("akka.actor.provider")!;
        return provider switch
        {
            "local" => new ActorRefProvider(system),
            "remote" => TypeByName.Create<ActorRefProvider>("Akka.Remote.RemoteActorRefProvider, Akka.Remote", system),
            "cluster" => TypeByName.Create<ActorRefProvider>("Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", system),
            _ when provider.StartsWith("Akka.Actor.LocalActorRefProvider", StringComparison.Ordinal) => new ActorRefProvider(system),
            _ => TypeByName.Create<ActorRefProvider>(provider, system),
        };
    }

    public IActorRef ResolveActorRef(string path) => Resolve(ActorPath.Parse(path));

    internal virtual bool IsOwn(Address address) => address == System.RootPath.Address;

    /// <summary>The incarnation that the path names; a path without uid names whoever lives there now.</summary>
    internal IInternalActorRef Resolve(ActorPath path)
    {
        if (!IsOwn(path.Address))
            return Foreign(path);
        return System.FindLocal(path) is { } found && (path.Uid == 0 || path.Uid == found.Path.Uid) ? found : new AbsentRef(System, path);
    }

    /// <summary>What takes messages for whoever lives at the path when they arrive.</summary>
    internal IInternalActorRef SelectedAt(ActorPath path) => IsOwn(path.Address) ? new LocalPlace(System, path) : Foreign(path);

    internal virtual void Start()
    {
    }

    internal virtual Task Stop() => Task.CompletedTask;

    private protected virtual IInternalActorRef Foreign(ActorPath path) => new AbsentRef(System, path);
}
