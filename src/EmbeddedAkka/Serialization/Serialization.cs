using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>The serializers of a system: <c>akka.actor.serializers</c>, bound to types by <c>akka.actor.serialization-bindings</c>.</summary>
/// <remarks>There is no serializer for everything: what no binding names does not travel. Types are never named by what comes in.</remarks>
public class Serialization
{
    private readonly Dictionary<int, SerializerWithStringManifest> _byIdentifier = [];
    private readonly List<(Type Type, SerializerWithStringManifest Serializer)> _bindings = [];
    private readonly ConcurrentDictionary<Type, SerializerWithStringManifest?> _byType = new();

    /// <exception cref="ConfigurationException">A class does not exist, a binding names no serializer, or two serializers have one identifier.</exception>
    internal Serialization(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.actor")!;
        var byName = new Dictionary<string, SerializerWithStringManifest>();
        foreach (var (name, type) in Entries(config, "serializers"))
        {
            var serializer = TypeByName.Create<SerializerWithStringManifest>(type, system);
            byName.Add(name, serializer);
            if (!_byIdentifier.TryAdd(serializer.Identifier, serializer))
                throw new ConfigurationException($"Serializers [{_byIdentifier[serializer.Identifier]}] and [{serializer}] have one identifier: "
                    + $"{serializer.Identifier}.");
        }
        foreach (var (type, name) in Entries(config, "serialization-bindings"))
        {
            if (!byName.TryGetValue(name, out var serializer))
                throw new ConfigurationException($"akka.actor.serialization-bindings: [{type}] is bound to [{name}], which is no serializer.");
            _bindings.Add((TypeByName.Find(type), serializer));
        }
    }

    /// <summary>The path of an actor as other systems can resolve it.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef is not InternalActorRefBase { Path.Address.HasGlobalScope: false } local || actorRef is Nobody)
            return actorRef.Path.ToSerializationFormatWithAddress(actorRef.Path.Address);
        local.BecomeReachable();
        return local.Path.ToSerializationFormatWithAddress(local.OwnSystem.ActorRefs.DefaultAddress);
    }

    /// <summary>The serializer that is bound to the object's type, or to the nearest base of it.</summary>
    /// <exception cref="SerializationException">There is none.</exception>
    internal SerializerWithStringManifest FindSerializerFor(object obj) => _byType.GetOrAdd(obj.GetType(), Nearest)
        ?? throw new SerializationException($"No serializer is bound to {obj.GetType()}; see akka.actor.serialization-bindings.");

    /// <param name="bytes">What the serializer wrote.</param>
    /// <param name="serializerId">Its <see cref="Serializer.Identifier"/>.</param>
    /// <param name="manifest">What <see cref="SerializerWithStringManifest.Manifest"/> said.</param>
    /// <exception cref="SerializationException">There is no such serializer.</exception>
    internal object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        if (!_byIdentifier.TryGetValue(serializerId, out var serializer))
            throw new SerializationException($"There is no serializer with the identifier {serializerId} (manifest [{manifest}]).");
        return serializer.FromBinary(bytes, manifest);
    }

    internal static int ConfiguredIdentifier(ExtendedActorSystem system, Type type)
    {
        foreach (var (name, identifier) in Entries(system.Settings.Config.GetConfig("akka.actor")!, "serialization-identifiers"))
        {
            if (TypeByName.Find(name) == type)
                return int.Parse(identifier);
        }
        throw new ConfigurationException($"akka.actor.serialization-identifiers has none for {type}.");
    }

    private static IEnumerable<(string Key, string Value)> Entries(Config config, string path) =>
        config.GetConfig(path)?.AsEnumerable().Select(entry => (entry.Key, entry.Value.GetString()!)) ?? [];

    private SerializerWithStringManifest? Nearest(Type type)
    {
        (Type Type, SerializerWithStringManifest Serializer)? nearest = null;
        foreach (var binding in _bindings)
        {
            if (binding.Type.IsAssignableFrom(type) && (nearest is null || nearest.Value.Type.IsAssignableFrom(binding.Type)))
                nearest = binding;
        }
        return nearest?.Serializer;
    }
}
