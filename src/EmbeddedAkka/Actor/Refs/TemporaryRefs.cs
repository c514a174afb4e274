using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>The references below <c>/temp</c> whose paths other systems know.</summary>
internal sealed class TemporaryRefs
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _byName = new();

    /// <returns>False if it is there already.</returns>
    internal bool Add(IInternalActorRef temporary) => _byName.TryAdd(temporary.Path.Name, temporary);

    internal void Remove(IInternalActorRef temporary) => _byName.TryRemove(temporary.Path.Name, out _);

    internal IInternalActorRef? Find(string name) => _byName.GetValueOrDefault(name);
}
