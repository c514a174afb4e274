using ActorPipeline;
using ActorPipeline.Running;
using Akka.Actor;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Runs of data sets among the services of a host.</summary>
public static class PipelineServices
{
    /// <summary>
    /// Registers a <see cref="DatasetRun"/>, one for the whole host. Its actors live in the host's <see cref="ActorSystem"/>, if one is registered
    /// and the options have no other; else in a system of their own. The host disposes the run, and so ends it, before the system.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="data">Says what is read; called when the run is first asked for.</param>
    /// <param name="options">Says how; null: by the defaults.</param>
    public static IServiceCollection AddActorPipeline(
        this IServiceCollection services, Func<IServiceProvider, Dataset> data, Func<IServiceProvider, RunOptions>? options = null) =>
        services.AddSingleton(provider => Start(provider, data, options));

    /// <summary>The same, where there are several.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">Tells it from the others.</param>
    /// <param name="data">Says what is read; called when the run is first asked for.</param>
    /// <param name="options">Says how; null: by the defaults.</param>
    public static IServiceCollection AddActorPipeline(
        this IServiceCollection services, object key, Func<IServiceProvider, Dataset> data, Func<IServiceProvider, RunOptions>? options = null) =>
        services.AddKeyedSingleton(key, (provider, _) => Start(provider, data, options));

    private static DatasetRun Start(IServiceProvider provider, Func<IServiceProvider, Dataset> data, Func<IServiceProvider, RunOptions>? options)
    {
        var given = options?.Invoke(provider) ?? new RunOptions();
        return data(provider).Start(given with { System = given.System ?? provider.GetService<ActorSystem>() });
    }
}
