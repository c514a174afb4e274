using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Serialization;
using static Akka.Cluster.ClusterDaemon;

namespace Akka.Cluster.Serialization;

/// <summary>The cluster's messages as they travel; see <see cref="WireWriter"/>. An unknown version or kind is an error.</summary>
internal sealed class ClusterMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const byte Version = 1;

    public override string Manifest(object o) => o switch
    {
        InitJoin => "IJ",
        InitJoinAck => "IJA",
        Join => "J",
        ClusterDaemon.Welcome => "W",
        GossipEnvelope => "GE",
        GossipStatus => "GS",
        Heartbeat => "HB",
        HeartbeatResponse => "HBR",
        ExitConfirmed => "EC",
        ExitNoted => "EN",
        _ => throw new ArgumentException($"Not a message between nodes of a cluster: {o.GetType()}", nameof(o)),
    };

    public override byte[] ToBinary(object obj)
    {
        using var writer = new WireWriter(Version);
        switch (obj)
        {
            case InitJoin:
                break;
            case InitJoinAck ack:
                writer.Node(ack.From);
                break;
            case Join join:
                writer.Node(join.From);
                writer.Each(join.Roles.Order(), writer.Text);
                break;
            case ClusterDaemon.Welcome welcome:
                writer.Node(welcome.From);
                Write(writer, welcome.Gossip);
                break;
            case GossipEnvelope envelope:
                writer.Node(envelope.From);
                Write(writer, envelope.Gossip);
                break;
            case GossipStatus status:
                writer.Node(status.From);
                Write(writer, status.Version);
                writer.Long(status.SeenDigest);
                break;
            case Heartbeat heartbeat:
                writer.Node(heartbeat.From);
                break;
            case HeartbeatResponse response:
                writer.Node(response.From);
                break;
            case ExitConfirmed exit:
                writer.Node(exit.From);
                break;
            case ExitNoted noted:
                writer.Node(noted.From);
                break;
            default:
                throw new ArgumentException($"Not a message between nodes of a cluster: {obj.GetType()}", nameof(obj));
        }
        return writer.ToArray();
    }

    /// <exception cref="FormatException">These are no bytes of a message of this kind.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes, Version);
        object message = manifest switch
        {
            "IJ" => new InitJoin(),
            "IJA" => new InitJoinAck(reader.Node()),
            "J" => new Join(reader.Node(), [.. reader.Each(reader.Text)]),
            "W" => new ClusterDaemon.Welcome(reader.Node(), ReadGossip(reader)),
            "GE" => new GossipEnvelope(reader.Node(), ReadGossip(reader)),
            "GS" => new GossipStatus(reader.Node(), ReadVersion(reader), reader.Long()),
            "HB" => new Heartbeat(reader.Node()),
            "HBR" => new HeartbeatResponse(reader.Node()),
            "EC" => new ExitConfirmed(reader.Node()),
            "EN" => new ExitNoted(reader.Node()),
            _ => throw new FormatException($"a message between nodes of a cluster of the unknown kind [{manifest}]"),
        };
        reader.End();
        return message;
    }

    private static void Write(WireWriter writer, Gossip gossip)
    {
        writer.Each(gossip.Members.Values, member =>
        {
            writer.Node(member.UniqueAddress);
            writer.Number((int)member.Status);
            writer.Number(member.UpNumber);
            writer.Each(member.Roles.Order(), writer.Text);
        });
        writer.Each(gossip.Seen, writer.Node);
        writer.Each(gossip.Reachability.Observations, pair =>
        {
            writer.Node(pair.Key);
            writer.Long(pair.Value.Version);
            writer.Each(pair.Value.Unreachable, writer.Node);
        });
        Write(writer, gossip.Version);
        writer.Each(gossip.Tombstones, pair =>
        {
            writer.Node(pair.Key);
            writer.Long(pair.Value);
        });
    }

    private static void Write(WireWriter writer, VectorClock version) => writer.Each(version.Counts, pair =>
    {
        writer.Node(pair.Key);
        writer.Long(pair.Value);
    });

    private static Gossip ReadGossip(WireReader reader)
    {
        var members = Gossip.NoMembers.SetItems(reader.Each(() =>
        {
            var (node, status, upNumber) = (reader.Node(), (MemberStatus)reader.Number(), reader.Number());
            return Enum.IsDefined(status)
                ? KeyValuePair.Create(node, new Member(node, status, [.. reader.Each(reader.Text)], upNumber))
                : throw new FormatException($"a member of an unknown status: {status}");
        }));
        ImmutableSortedSet<UniqueAddress> seen = [.. reader.Each(reader.Node)];
        var reachability = new Reachability(ReadMap(reader, () => new Observation(reader.Long(), [.. reader.Each(reader.Node)])));
        var gossip = new Gossip(members, seen, reachability, ReadVersion(reader), ReadMap(reader, reader.Long));
        if (!reachability.Observations.Keys.Concat(reachability.Unreachable).Concat(seen).All(members.ContainsKey))
            throw new FormatException("gossip that speaks of nodes which are no members in it");
        return gossip;
    }

    private static VectorClock ReadVersion(WireReader reader) => new(ReadMap(reader, reader.Long));

    /// <summary>Of a node that comes twice, the last counts.</summary>
    private static ImmutableSortedDictionary<UniqueAddress, T> ReadMap<T>(WireReader reader, Func<T> value) =>
        ImmutableSortedDictionary<UniqueAddress, T>.Empty.SetItems(reader.Each(() => KeyValuePair.Create(reader.Node(), value())));
}
