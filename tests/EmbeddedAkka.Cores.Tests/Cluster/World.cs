using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.SBR;

namespace EmbeddedAkka.Cores.Tests.Cluster;

/// <summary>
/// Nodes without actors, clock or network: what happens next, and whether a message arrives, is drawn from a seed. It checks the laws that
/// always hold.
/// </summary>
internal sealed class World(int seed, KeepOldest? strategy = null)
{
    private readonly Random _random = new(seed);
    private readonly List<Node> _nodes = [];
    private readonly List<(Node From, Node To, Gossip? Gossip, (VectorClock Version, long Digest)? Status)> _messages = [];
    private readonly Dictionary<string, string> _contents = [];
    private readonly List<VectorClock> _led = [];
    private double _loss;

    public IReadOnlyList<Node> Nodes => _nodes;

    public IEnumerable<Node> Alive => _nodes.Where(node => node.IsAlive);

    /// <summary>Those of them that are in the cluster.</summary>
    public IEnumerable<Node> Members => Alive.Where(node => node.State.SelfMember is not null);

    public Random Random => _random;

    /// <summary>The first node founds the cluster; a later one asks a member that it reaches.</summary>
    public Node Add(string role, int? port = null)
    {
        var address = new Address("akka.tcp", "world", "10.0.0.1", port ?? 1000 + _random.Next(60000));
        var node = new Node(new MembershipState(
            new UniqueAddress(address, _nodes.Count + 1), [role], new MinimumMembers(1, ImmutableDictionary<string, int>.Empty)), [role]);
        _nodes.Add(node);
        if (_nodes.Count == 1)
            node.State.JoinSelf();
        return node;
    }

    /// <summary>Members that all agree on each other.</summary>
    public void Form(int trainers, int workers)
    {
        for (var i = 0; i < trainers + workers; i++)
            Add(i < trainers ? "trainer" : "worker");
        Rest();
    }

    /// <summary>Anything may happen, with messages lost and late.</summary>
    public void Storm(int steps, double loss)
    {
        _loss = loss;
        for (var i = 0; i < steps; i++)
            Step(Pick(Alive.ToList()));
        _loss = 0;
    }

    /// <summary>Goes on without accidents until nothing changes any more.</summary>
    public void Rest()
    {
        var before = "";
        for (var round = 0; round < 200; round++)
        {
            foreach (var node in Alive.ToList())
            {
                Join(node);
                Reap(node);
                Lead(node);
                foreach (var other in Alive.Where(other => other != node).ToList())
                    Send(node, other, node.State.Latest);
                while (_messages.Count > 0)
                    Deliver(0);
            }
            var now = string.Join('\n', Alive.Select(node => Content(node.State.Latest) + string.Join(",", node.State.Latest.Seen)));
            if (now == before)
                return;
            before = now;
        }
        Assert.Fail($"seed {seed}: no rest after 200 rounds");
    }

    /// <summary>Every side of a partition decides, again until there is nothing to decide.</summary>
    public void Resolve()
    {
        for (var i = 0; i < 20; i++)
        {
            Rest();
            foreach (var node in Members.ToList())
            {
                if (node.State.Leader?.UniqueAddress == node.State.Self)
                    node.State.Down(strategy!.Decide(node.State));
            }
        }
        Rest();
    }

    public void Partition(int sides)
    {
        foreach (var node in _nodes)
            node.Side = _random.Next(sides);
    }

    public void Heal() => _nodes.ForEach(node => node.Side = 0);

    public static string Content(Gossip gossip) => $"""
        {string.Join(", ", gossip.Members.Values)}
        {string.Join(", ", gossip.Reachability.Observations.Where(pair => pair.Value.Unreachable.Count > 0)
            .Select(pair => $"{pair.Key} v{pair.Value.Version} [{string.Join(",", pair.Value.Unreachable)}]"))}
        {string.Join(", ", gossip.Tombstones)}
        """;

    private void Step(Node node)
    {
        switch (_random.Next(6))
        {
            case 0: Join(node); break;
            case 1: Reap(node); break;
            case 2: Lead(node); break;
            case 3: Send(node, Pick(_nodes), node.State.Latest); break;
            case 4: SendStatus(node, Pick(_nodes)); break;
            default:
                if (_messages.Count > 0)
                    Deliver(_random.Next(_messages.Count));
                break;
        }
    }

    private void Join(Node node)
    {
        if (node.State.SelfMember is not null || node.State.IsRemoved)
            return;
        var hosts = Members.Where(host => host.Side == node.Side).ToList();
        if (hosts.Count == 0)
            return;
        var host = Pick(hosts);
        var welcome = host.State.AddJoining(node.State.Self, node.Roles);
        Check(host);
        if (welcome && _random.NextDouble() >= _loss)
            node.State.Welcome(host.State.Latest);
        Check(node);
    }

    private void Reap(Node node)
    {
        var others = node.State.Latest.Members.Keys.Where(other => other != node.State.Self);
        var watched = HeartbeatRing.Watched(node.State.Self, others, node.State.Unreachable, 3);
        node.State.Observe([.. watched.Where(other => _nodes[other.Uid - 1] is not { IsAlive: true } peer || peer.Side != node.Side)]);
        Check(node);
    }

    private void Lead(Node node)
    {
        foreach (var other in _nodes.Where(other => !other.IsAlive && other.ConfirmsExit))
            node.State.ConfirmExit(other.State.Self);
        var before = node.State.Latest;
        node.State.Lead(mayWait: true);
        if (node.State.Latest.Version.ComparedTo(before.Version) != Causality.Same)
        {
            var removed = node.State.Latest.Tombstones.Keys;
            var version = before.Version.Without(removed);
            Assert.All(_led, led => Assert.NotEqual(Causality.Concurrent, led.Without(removed).ComparedTo(version)));
            _led.Add(before.Version);
        }
        Check(node);
    }

    private void Send(Node from, Node to, Gossip gossip) => _messages.Add((from, to, gossip, null));

    private void SendStatus(Node from, Node to) =>
        _messages.Add((from, to, null, (from.State.Latest.Version, from.State.Latest.SeenDigest)));

    private void Deliver(int index)
    {
        var (from, to, gossip, status) = _messages[index];
        _messages.RemoveAt(index);
        if (!to.IsAlive || from.Side != to.Side || _random.NextDouble() < _loss)
            return;
        var answer = gossip is not null
            ? to.State.Receive(from.State.Self, gossip)
            : to.State.Receive(from.State.Self, status!.Value.Version, status.Value.Digest);
        if (answer == Answer.Gossip)
            Send(to, from, to.State.Latest);
        else if (answer == Answer.Status)
            SendStatus(to, from);
        Check(to);
    }

    /// <summary>What must hold of a node after each change; and its end, if it is told so.</summary>
    private void Check(Node node)
    {
        var gossip = node.State.Latest;
        var version = string.Join(",", gossip.Version.Counts.Select(count => $"{count.Key.Uid}:{count.Value}"));
        var content = Content(gossip);
        Assert.True(_contents.TryAdd(version, content) || _contents[version] == content,
            $"seed {seed}: version {version} is\n{content}\nand was\n{_contents[version]}");
        Assert.DoesNotContain(gossip.Members.Keys, gossip.Tombstones.ContainsKey);
        var ages = gossip.Members.Values.Select(member => member.UpNumber).Where(number => number != int.MaxValue).ToList();
        Assert.Equal(ages.Distinct(), ages);
        if (!node.IsAlive || !(node.State.IsRemoved || node.State.SelfMember?.Status is MemberStatus.Down or MemberStatus.Exiting))
            return;
        node.ConfirmsExit = node.State.SelfMember?.Status == MemberStatus.Exiting && _random.Next(2) == 0;
        node.IsAlive = false;
        foreach (var other in Alive.ToList())
            Send(node, other, gossip);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

internal sealed class Node(MembershipState state, ImmutableHashSet<string> roles)
{
    public MembershipState State => state;

    public ImmutableHashSet<string> Roles { get; } = roles;

    public bool IsAlive { get; set; } = true;

    /// <summary>The side of a partition on which it is.</summary>
    public int Side { get; set; }

    /// <summary>It has ended after it left, and said so.</summary>
    public bool ConfirmsExit { get; set; }
}
