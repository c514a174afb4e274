using Akka.Actor;

namespace EmbeddedAkka.Tests.Processes;

/// <summary>A system named "cluster" in a process of its own, with an actor "echo" that sends back what it is sent.</summary>
internal sealed class NodeProcess : ChildProcess
{
    private NodeProcess(string[] args)
        : base(AppContext.BaseDirectory, "dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbeddedAkka.Node.dll"), .. args])
    {
    }

    /// <summary>Where it listens.</summary>
    public Address Address { get; private set; } = null!;

    /// <param name="config">Its settings.</param>
    /// <param name="cluster">Whose cluster it joins: "self", or the address of a member; nothing: none.</param>
    public static async Task<NodeProcess> StartAsync(string config, params string[] cluster)
    {
        var node = new NodeProcess([config, .. cluster]);
        node.Address = Address.Parse((await node.WaitForOutputAsync("listens at "))["listens at ".Length..]);
        return node;
    }

    /// <summary>Its actor "echo" as another system knows it.</summary>
    public Task<IActorRef> EchoFor(ActorSystem system, TimeSpan within) =>
        system.ActorSelection(new RootActorPath(Address) / "user" / "echo").ResolveOne(within);
}
