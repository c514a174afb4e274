using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace ActorPipeline.Cluster.Wire;

/// <summary>
/// The messages between nodes as JSON, each under a name of this list; nothing else is deserialized. A name
/// ends with its version; a message that changes gets another one, so that nodes of different versions do not misunderstand each other.
/// </summary>
/// <param name="system">The system whose messages these are.</param>
public sealed class ControlSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const int Longest = 64 * 1024;

    private static readonly Dictionary<string, Type> _types = new()
    {
        ["request-job-1"] = typeof(WorkerProtocol.RequestJob),
        ["assign-job-1"] = typeof(WorkerProtocol.AssignJob),
        ["report-demand-1"] = typeof(WorkerProtocol.ReportDemand),
        ["end-job-1"] = typeof(WorkerProtocol.EndJob),
    };

    private static readonly Dictionary<Type, string> _names = _types.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <inheritdoc/>
    public override int Identifier => 7351;

    /// <inheritdoc/>
    public override string Manifest(object o) => _names.TryGetValue(o.GetType(), out var name)
        ? name
        : throw new SerializationException($"{o.GetType()} is no message between nodes.");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!_types.TryGetValue(manifest, out var type))
            throw new SerializationException($"expected one of {string.Join(", ", _types.Keys)}, found '{manifest}'");
        if (bytes.Length > Longest)
            throw new SerializationException($"{manifest}: expected at most {Longest} bytes, found {bytes.Length}");
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new SerializationException($"{manifest}: expected a message, found null");
        }
        catch (JsonException e)
        {
            throw new SerializationException($"{manifest}: expected a message as JSON: {e.Message}", e);
        }
    }
}
