using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Configuration;

namespace EmbeddedAkka.Cores.Tests.Cluster;

/// <summary>Nodes and clusters of them for specs, by number: their addresses and ages are in that order.</summary>
internal static class Make
{
    public static UniqueAddress Node(int number) => new(new Address("akka.tcp", "made", "10.0.0.1", 1000 + number), number);

    public static MembershipState State(int number, string role, int minimum = 1) =>
        new(Node(number), [role], new MinimumMembers(minimum, ImmutableDictionary<string, int>.Empty));

    /// <summary>Members that are all up and know it; the first is a trainer.</summary>
    public static MembershipState[] Cluster(int count)
    {
        var states = Enumerable.Range(1, count).Select(i => State(i, i == 1 ? "trainer" : "worker")).ToArray();
        states[0].JoinSelf();
        foreach (var state in states[1..])
        {
            Assert.True(states[0].AddJoining(state.Self, [state == states[0] ? "trainer" : "worker"]));
            Assert.True(state.Welcome(states[0].Latest));
        }
        Settle(states);
        states[0].Lead(mayWait: true);
        Settle(states);
        Assert.All(states, state => Assert.All(state.Latest.Members.Values, member => Assert.Equal(MemberStatus.Up, member.Status)));
        return states;
    }

    /// <summary>These tell each other all they know, twice, so that they also know that all know it.</summary>
    public static void Settle(params MembershipState[] states)
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            foreach (var from in states)
            {
                foreach (var to in states.Where(to => to != from))
                    to.Receive(from.Self, from.Latest);
            }
        }
    }

    /// <summary>Settings above the engine's own.</summary>
    public static ClusterSettings Settings(string settings = "") => new(ConfigurationFactory
        .ParseString("akka.cluster {\nsplit-brain-resolver.active-strategy = keep-oldest\n" + settings + "\n}")
        .WithFallback(ConfigurationFactory.FromResource("EmbeddedAkka.reference.conf", typeof(ActorSystem).Assembly)));
}
