using System.Collections;
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>What an actor waits for while children of it are still dying.</summary>
internal enum WaitsFor
{
    Nothing,
    Creation,
    Recreation,
    Termination,
}

/// <summary>The children of an actor by name, which of them are about to die, and what happens once those have died.</summary>
/// <remarks>Locked, because children of the guardians are created from any thread. Enumerating takes a snapshot, but only then.</remarks>
internal sealed class Children : IReadOnlyCollection<ChildRestartStats>
{
    /// <summary>Of all actors that end without ever having had a child.</summary>
    internal static readonly Children Closed = new() { _closed = true };

    private readonly Dictionary<string, ChildRestartStats> _byName = [];
    private readonly HashSet<IActorRef> _dying = [];
    private WaitsFor _waitsFor;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_byName)
                return _byName.Count;
        }
    }

    internal WaitsFor WaitsFor
    {
        get
        {
            lock (_byName)
                return _waitsFor;
        }
    }

    internal void Add(IInternalActorRef child)
    {
        lock (_byName)
        {
            if (_closed)
                throw new InvalidOperationException("Cannot create child while terminating or terminated");
            if (!_byName.TryAdd(child.Path.Name, new ChildRestartStats(child)))
                throw new InvalidActorNameException($"Actor name \"{child.Path.Name}\" is not unique!");
        }
    }

    internal IInternalActorRef? Find(string name)
    {
        lock (_byName)
            return _byName.GetValueOrDefault(name)?.Child;
    }

    internal ChildRestartStats? StatsOf(IActorRef child)
    {
        lock (_byName)
            return _byName.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child) ? stats : null;
    }

    public IEnumerator<ChildRestartStats> GetEnumerator()
    {
        ChildRestartStats[] all;
        lock (_byName)
            all = [.. _byName.Values];
        return ((IEnumerable<ChildRestartStats>)all).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal IEnumerable<IInternalActorRef> Refs() => this.Select(stats => stats.Child);

    /// <summary>Remembers that a child was told to stop.</summary>
    internal void WillDie(IActorRef child)
    {
        lock (_byName)
        {
            if (_byName.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child))
                _dying.Add(child);
        }
    }

    /// <summary>Says what shall happen when the dying have died; false if there are none, so that it can happen at once.</summary>
    internal bool Await(WaitsFor purpose)
    {
        lock (_byName)
        {
            _closed |= purpose == WaitsFor.Termination;
            if (_dying.Count == 0)
                return false;
            _waitsFor = purpose;
            return true;
        }
    }

    /// <summary>Forgets a dead child; says what can happen now that no child is dying any more.</summary>
    internal WaitsFor Remove(IActorRef child)
    {
        lock (_byName)
        {
            if (_byName.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child))
                _byName.Remove(child.Path.Name);
            if (!_dying.Remove(child) || _dying.Count > 0)
                return WaitsFor.Nothing;
            var now = _waitsFor;
            _waitsFor = WaitsFor.Nothing;
            return now;
        }
    }

    /// <summary>Refuses further children and marks all present ones as dying.</summary>
    internal IInternalActorRef[] CloseAll()
    {
        lock (_byName)
        {
            _closed = true;
            foreach (var stats in _byName.Values)
                _dying.Add(stats.Child);
            return [.. _byName.Values.Select(stats => stats.Child)];
        }
    }
}
