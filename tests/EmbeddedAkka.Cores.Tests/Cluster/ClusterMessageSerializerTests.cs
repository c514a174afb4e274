using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.Serialization;
using static Akka.Cluster.ClusterDaemon;

namespace EmbeddedAkka.Cores.Tests.Cluster;

public sealed class ClusterMessageSerializerTests
{
    private static readonly ClusterMessageSerializer _serializer = new(null!);

    private static readonly UniqueAddress _from = Make.Node(1);

    [Fact]
    public void Messages_without_gossip_come_back_as_they_were()
    {
        object[] messages =
        [
            new InitJoin(), new InitJoinAck(_from), new Heartbeat(_from), new HeartbeatResponse(_from), new ExitConfirmed(_from),
            new ExitNoted(_from),
        ];
        Assert.All(messages, message => Assert.Equal(message, ThereAndBack(message)));
        var join = Assert.IsType<Join>(ThereAndBack(new Join(_from, ["worker", "gpu"])));
        Assert.Equal(_from, join.From);
        Assert.Equal(["gpu", "worker"], join.Roles.Order());
    }

    [Fact]
    public void Gossip_comes_back_as_it_was()
    {
        var gossip = Everything(5, 3);
        foreach (var back in new[]
        {
            Assert.IsType<GossipEnvelope>(ThereAndBack(new GossipEnvelope(_from, gossip))).Gossip,
            Assert.IsType<Welcome>(ThereAndBack(new Welcome(_from, gossip))).Gossip,
        })
        {
            Assert.Equal(World.Content(gossip), World.Content(back));
            Assert.Equal(gossip.Seen, back.Seen);
            Assert.Equal(gossip.Version.Counts, back.Version.Counts);
            Assert.Equal(Causality.Same, gossip.Version.ComparedTo(back.Version));
        }
        var status = Assert.IsType<GossipStatus>(ThereAndBack(new GossipStatus(_from, gossip.Version, gossip.SeenDigest)));
        Assert.Equal((gossip.SeenDigest, Causality.Same), (status.SeenDigest, status.Version.ComparedTo(gossip.Version)));
    }

    [Fact]
    public void Gossip_of_a_hundred_nodes_that_all_lose_each_other_fits_in_a_frame() =>
        Assert.InRange(_serializer.ToBinary(new GossipEnvelope(_from, Everything(100, Gossip.MaxTombstones))).Length, 1000, 100_000);

    [Fact]
    public void Another_version_or_kind_is_refused()
    {
        var bytes = _serializer.ToBinary(new Heartbeat(_from));
        Assert.Throws<FormatException>(() => _serializer.FromBinary(bytes, "?"));
        bytes[0] = 2;
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => _serializer.FromBinary(bytes, "HB")).Message);
    }

    [Fact]
    public void Whatever_comes_is_read_or_refused_and_nothing_else()
    {
        var random = new Random(5);
        var message = new GossipEnvelope(_from, Everything(6, 3));
        var good = _serializer.ToBinary(message);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.AsSpan(0, random.Next(3) == 0 ? random.Next(good.Length) : good.Length).ToArray();
            for (var changes = random.Next(4); changes >= 0 && bytes.Length > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _serializer.FromBinary(bytes, "GE");
            }
            catch (FormatException)
            {
            }
        }
    }

    private static object ThereAndBack(object message) =>
        _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

    /// <summary>Gossip with something of each kind in it, as much as there can be.</summary>
    private static Gossip Everything(int members, int removed)
    {
        var nodes = Enumerable.Range(1, members).Select(Make.Node).ToList();
        var gossip = Gossip.Empty.With(nodes.Select((node, i) => new Member(node, (MemberStatus)(i % 5), ["worker", $"role{i}"], i)));
        foreach (var node in nodes)
        {
            gossip = gossip.ChangedBy(node);
            gossip = gossip with { Reachability = gossip.Reachability.Observe(node, nodes.Where(other => other != node)) };
        }
        gossip = gossip.Without([.. Enumerable.Range(members + 1, removed).Select(Make.Node)]);
        return gossip with { Seen = [.. nodes] };
    }
}
