using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, made from its configuration when they are first asked for.</summary>
public sealed class Dispatchers
{
    internal const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    private readonly Settings _settings;
    private readonly ConcurrentDictionary<string, Lazy<Func<MessageDispatcher>>> _factories = new();

    internal Dispatchers(Settings settings) => _settings = settings;

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    /// <summary>Whether the configuration has such a dispatcher.</summary>
    public bool HasDispatcher(string id) => _settings.Config.HasPath(id);

    /// <param name="dispatcherName">A configuration path.</param>
    /// <exception cref="ConfigurationException">Nothing is configured there, or nothing that makes a dispatcher.</exception>
    public MessageDispatcher Lookup(string dispatcherName) =>
        _factories.GetOrAdd(dispatcherName, id => new Lazy<Func<MessageDispatcher>>(() => Factory(id))).Value();

    /// <summary>The dispatcher for an actor about to be created.</summary>
    internal MessageDispatcher For(Props props, ActorPath path)
    {
        if (!HasDispatcher(props.Dispatcher))
            throw new ConfigurationException($"Dispatcher [{props.Dispatcher}] not configured for path {path}");
        return Lookup(props.Dispatcher);
    }

    internal void Shutdown()
    {
        foreach (var factory in _factories.Values)
        {
            if (factory.IsValueCreated && factory.Value.Target is MessageDispatcher shared)
                shared.Shutdown();
        }
    }

    private Func<MessageDispatcher> Factory(string id)
    {
        if (!HasDispatcher(id))
            throw new ConfigurationException($"Dispatcher {id} not configured.");
        var config = _settings.Config.GetConfig(id)!.WithFallback(_settings.Config.GetConfig(DefaultDispatcherId));
        UnsupportedSettings.RefuseInDispatcher(id, config);
        var settings = new DispatcherSettings(
            id, config.GetInt("throughput"), config.GetTimeSpan("throughput-deadline-time"));
        return config.GetString("type") switch
        {
            "Dispatcher" => new Dispatcher(settings).Itself,
            "ForkJoinDispatcher" => ForkJoin(settings, config).Itself,
            "PinnedDispatcher" => () => new PinnedDispatcher(settings),
            { } type when type.Contains('.') => TypeByName.Create<MessageDispatcher>(type, settings).Itself,
            var type => throw new ConfigurationException($"Dispatcher [{id}]: type [{type}] is unknown; expected Dispatcher, ForkJoinDispatcher or PinnedDispatcher."),
        };
    }

    private static ForkJoinDispatcher ForkJoin(DispatcherSettings settings, Config config)
    {
        const string count = "dedicated-thread-pool.thread-count";
        if (!config.HasPath(count))
            throw new ConfigurationException($"Dispatcher [{settings.Id}]: a ForkJoinDispatcher needs {count}.");
        return new ForkJoinDispatcher(
            settings, config.GetInt(count), config.GetString("dedicated-thread-pool.threadtype", "background") == "background");
    }
}
