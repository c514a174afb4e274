using Akka.Configuration;

namespace Akka.Actor;

/// <summary>Settings of Akka.NET that would change what actors do and that this engine does not know: better refused than ignored.</summary>
internal static class UnsupportedSettings
{
    private static readonly string[] _keys = ["akka.actor.deployment", "akka.actor.default-mailbox", "akka.actor.mailbox"];

    private static readonly string[] _dispatcherKeys = ["mailbox-type", "stash-capacity"];

    /// <exception cref="ConfigurationException">The configuration asks for something that this engine cannot do.</exception>
    internal static void Refuse(Config config)
    {
        foreach (var key in _keys)
        {
            if (config.HasPath(key))
                throw new ConfigurationException($"The embedded engine does not support [{key}].");
        }
    }

    /// <inheritdoc cref="Refuse"/>
    internal static void RefuseInDispatcher(string id, Config dispatcher)
    {
        foreach (var key in _dispatcherKeys)
        {
            if (dispatcher.HasPath(key))
                throw new ConfigurationException($"Dispatcher [{id}]: the embedded engine does not support {key}.");
        }
        var executor = dispatcher.GetString("executor", "default-executor");
        if (executor is not ("default-executor" or "thread-pool-executor"))
            throw new ConfigurationException($"Dispatcher [{id}]: the embedded engine does not support [executor = {executor}]; expected default-executor.");
    }
}
