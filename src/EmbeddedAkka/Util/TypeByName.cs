using Akka.Configuration;

namespace Akka.Util;

/// <summary>Finds the classes that the configuration names.</summary>
internal static class TypeByName
{
    private const string EmbeddedPrefix = "Embedded";

    /// <summary>Assemblies of Akka.NET that are folders of this one.</summary>
    private static readonly string[] _parts = ["Akka.Remote", "Akka.Cluster"];

    /// <summary>Creates what <c>Namespace.Class[, Assembly]</c> names; an assembly of Akka.NET stands for this engine's part of it.</summary>
    /// <exception cref="ConfigurationException">There is no such class, or it is no <typeparamref name="T"/>.</exception>
    internal static T Create<T>(string name, params object[] args)
    {
        var type = Find(name);
        if (!typeof(T).IsAssignableFrom(type))
            throw new ConfigurationException($"[{name}] is not a {typeof(T)}.");
        return (T)Activator.CreateInstance(type, args)!;
    }

    internal static Type Find(string name)
    {
        var comma = name.IndexOf(',');
        var found = Type.GetType(name, throwOnError: false);
        if (found is null && comma > 0)
        {
            var assembly = name[(comma + 1)..].Trim();
            found = Type.GetType($"{name[..comma]}, {EmbeddedPrefix}{(_parts.Contains(assembly) ? "Akka" : assembly)}", throwOnError: false);
        }
        return found ?? throw new ConfigurationException($"There is no class [{name}].");
    }
}
