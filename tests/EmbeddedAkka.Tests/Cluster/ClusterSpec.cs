using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace EmbeddedAkka.Tests.Cluster;

/// <summary>
/// Several systems in one process, which find each other over loopback; all of them end with the test, and without leaving first.
/// </summary>
public abstract class ClusterSpec : EngineSpec, IAsyncLifetime
{
    /// <summary>More than elsewhere: what is waited for here takes several of the times below.</summary>
    protected static new readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected const string Trainer = "trainer";
    protected const string Worker = "worker";

    private const string Brisk = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          actor.provider = cluster
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          remote.dot-netty.tcp {
            hostname = 127.0.0.1
            port = 0
          }
          cluster {
            seed-node-timeout = 1 s
            retry-unsuccessful-join-after = 500 ms
            periodic-tasks-initial-delay = 100 ms
            gossip-interval = 100 ms
            leader-actions-interval = 100 ms
            unreachable-nodes-reaper-interval = 100 ms
            failure-detector {
              heartbeat-interval = 200 ms
              expected-response-after = 500 ms
              acceptable-heartbeat-pause = 4 s
            }
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-oldest
              stable-after = 1 s
              keep-oldest {
                down-if-alone = off
                role = trainer
              }
            }
          }
        }
        """;

    private readonly List<Node> _nodes = [];

    protected static string ConfigOf(string role, string config = "") => $"{Brisk}\nakka.cluster.roles = [{role}]\n{config}";

    protected Node Start(string role, string config = "")
    {
        var system = ActorSystem.Create("cluster", ConfigurationFactory.ParseString(ConfigOf(role, config)));
        var events = NewInbox();
        var node = new Node(system, events);
        _nodes.Add(node);
        node.Cluster.Subscribe(events.Ref, typeof(ClusterEvent.IClusterDomainEvent));
        return node;
    }

    /// <summary>Nodes that are members of one cluster, the first of them a trainer and the oldest, the others workers.</summary>
    protected async Task<Node[]> Form(int count, string config = "")
    {
        var nodes = Enumerable.Range(0, count).Select(i => Start(i == 0 ? Trainer : Worker, config)).ToArray();
        await Join(nodes);
        return nodes;
    }

    /// <summary>Makes members of nodes: the first joins itself, and then all others the first.</summary>
    protected static async Task Join(Node[] nodes)
    {
        nodes[0].Cluster.Join(nodes[0].Address);
        await nodes[0].UntilUp(nodes[0]);
        foreach (var node in nodes.Skip(1))
            node.Cluster.Join(nodes[0].Address);
        foreach (var node in nodes)
            await node.UntilUp(nodes);
    }

    /// <summary>Ends a node as a crash does: the others are told nothing.</summary>
    protected static Task Crash(Node node) => node.System.Terminate().WaitAsync(Patience);

    /// <summary>For what is true soon, and announced by nothing.</summary>
    protected static void Eventually(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Patience));

    Task IAsyncLifetime.DisposeAsync() => EndAll();

    protected async Task EndAll()
    {
        await Task.WhenAll(_nodes.Select(node => node.System.Terminate())).WaitAsync(Patience);
        await DisposeAsync();
    }

    /// <summary>A system with what its cluster has told so far.</summary>
    protected sealed class Node(ActorSystem system, Inbox events)
    {
        private readonly Dictionary<UniqueAddress, Member> _members = [];
        private readonly HashSet<UniqueAddress> _unreachable = [];

        public ActorSystem System => system;

        public Akka.Cluster.Cluster Cluster { get; } = Akka.Cluster.Cluster.Get(system);

        public Address Address => Cluster.SelfAddress;

        /// <summary>All events so far, the oldest first.</summary>
        public List<ClusterEvent.IClusterDomainEvent> Log { get; } = [];

        public IReadOnlyCollection<Member> Members => _members.Values;

        public IReadOnlyCollection<UniqueAddress> Unreachable => _unreachable;

        public Address? Leader { get; private set; }

        public bool Suspects(Node other) => _unreachable.Contains(other.Cluster.SelfUniqueAddress);

        public MemberStatus? StatusOf(Node other) =>
            _members.TryGetValue(other.Cluster.SelfUniqueAddress, out var member) ? member.Status : null;

        /// <summary>Waits until exactly these are members, all of them up and reachable.</summary>
        public Task UntilUp(params Node[] nodes) => Until(() =>
            _members.Count == nodes.Length && _unreachable.Count == 0 && nodes.All(node => StatusOf(node) == MemberStatus.Up));

        /// <summary>Takes in events until this holds.</summary>
        public async Task Until(Func<bool> holds)
        {
            try
            {
                while (!holds())
                    Apply(await events.Next());
            }
            catch (TimeoutException)
            {
                var seen = $"[{string.Join(", ", _members.Values)}], unreachable [{string.Join(", ", _unreachable)}]";
                Assert.Fail($"{Address} sees {seen}, after:\n{string.Join('\n', Log)}");
            }
        }

        /// <summary>Waits for an event, or finds it among those that came.</summary>
        public async Task<T> UntilEvent<T>(Func<T, bool> matches) where T : ClusterEvent.IClusterDomainEvent
        {
            await Until(() => Log.OfType<T>().Any(matches));
            return Log.OfType<T>().First(matches);
        }

        private void Apply(object message)
        {
            switch (message)
            {
                case ClusterEvent.CurrentClusterState state:
                    foreach (var member in state.Members)
                        _members[member.UniqueAddress] = member;
                    _unreachable.UnionWith(state.Unreachable.Select(member => member.UniqueAddress));
                    Leader = state.Leader;
                    return;
                case ClusterEvent.MemberRemoved removed:
                    _members.Remove(removed.Member.UniqueAddress);
                    _unreachable.Remove(removed.Member.UniqueAddress);
                    break;
                case ClusterEvent.IMemberEvent change:
                    _members[change.Member.UniqueAddress] = change.Member;
                    break;
                case ClusterEvent.UnreachableMember unreachable:
                    _unreachable.Add(unreachable.Member.UniqueAddress);
                    break;
                case ClusterEvent.ReachableMember reachable:
                    _unreachable.Remove(reachable.Member.UniqueAddress);
                    break;
                case ClusterEvent.LeaderChanged changed:
                    Leader = changed.Leader;
                    break;
            }
            Log.Add((ClusterEvent.IClusterDomainEvent)message);
        }
    }
}
