using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Cluster.Nodes;

/// <summary>
/// What the lookouts of all nodes have in common. A member is unreachable for all as soon as one node cannot reach it; whether this node can, it
/// learns by asking for the other's lookout.
/// </summary>
internal static class Lookout
{
    /// <summary>The actor's name, on every node.</summary>
    public const string Name = "lookout";

    /// <summary>Asks a node for its lookout; an answer comes as an <see cref="Answer"/> to the one who asks, within this time or never.</summary>
    public static void Ask(IActorContext context, Member member, TimeSpan within)
    {
        var path = new RootActorPath(member.Address) / "user" / Name;
        context.ActorSelection(path).ResolveOne(within).PipeTo(context.Self, success: lookout => new Answer(member, lookout), failure: _ => Silence.Instance);
    }

    /// <summary>A node has answered.</summary>
    /// <param name="Member">The node.</param>
    /// <param name="Actor">Its lookout; a node that was restarted has another one.</param>
    public sealed record Answer(Member Member, IActorRef Actor);

    /// <summary>A node has not answered.</summary>
    public sealed record Silence
    {
        public static Silence Instance { get; } = new();
    }
}
