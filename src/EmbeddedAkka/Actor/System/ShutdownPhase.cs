using Akka.Configuration;

namespace Akka.Actor;

/// <param name="Name">Its key.</param>
/// <param name="DependsOn">The phases that come before it.</param>
/// <param name="Timeout">For all its tasks together.</param>
/// <param name="Recover">Whether the next phase runs when a task failed or took too long.</param>
internal sealed record ShutdownPhase(string Name, IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recover)
{
    /// <summary>The phases that the configuration defines, each after all that it depends on.</summary>
    /// <exception cref="ArgumentException">They depend on each other in a circle.</exception>
    internal static IReadOnlyList<ShutdownPhase> InOrder(Config shutdown)
    {
        var phases = Read(shutdown).ToDictionary(phase => phase.Name);
        var ordered = new List<ShutdownPhase>();
        var begun = new HashSet<string>();
        foreach (var name in phases.Keys)
            Visit(name);
        return ordered;

        void Visit(string name)
        {
            if (!phases.TryGetValue(name, out var phase) || ordered.Contains(phase))
                return;
            if (!begun.Add(name))
                throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. phase [{name}] depends transitively on itself.");
            foreach (var before in phase.DependsOn)
                Visit(before);
            ordered.Add(phase);
        }
    }

    private static IEnumerable<ShutdownPhase> Read(Config shutdown)
    {
        var phases = shutdown.GetConfig("phases")!;
        var patience = shutdown.GetTimeSpan("default-phase-timeout");
        foreach (var name in phases.AsEnumerable().Select(entry => entry.Key))
        {
            var phase = phases.GetConfig(name)!;
            yield return new ShutdownPhase(
                name,
                [.. phase.GetStringList("depends-on")],
                phase.GetTimeSpan("timeout", patience),
                phase.GetBoolean("recover", true));
        }
    }
}
