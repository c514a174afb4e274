using ActorPipeline;
using Akka.Actor;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Pipelines among the services of a host.</summary>
public static class PipelineServices
{
    /// <summary>
    /// Registers a <see cref="Pipeline"/>, one for the whole host. Its actors live in the host's <see cref="ActorSystem"/>, if one is registered
    /// and the builder was not given another; else in a system of their own. The host disposes the pipeline, and so ends its run, before the system.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">Says what the pipeline reads, and how; called when it is first asked for.</param>
    public static IServiceCollection AddActorPipeline(this IServiceCollection services, Func<IServiceProvider, PipelineBuilder> settings) =>
        services.AddSingleton(provider => Build(provider, settings));

    /// <summary>The same, where there are several.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">Tells it from the others.</param>
    /// <param name="settings">Says what the pipeline reads, and how; called when it is first asked for.</param>
    public static IServiceCollection AddActorPipeline(this IServiceCollection services, object key, Func<IServiceProvider, PipelineBuilder> settings) =>
        services.AddKeyedSingleton(key, (provider, _) => Build(provider, settings));

    private static Pipeline Build(IServiceProvider provider, Func<IServiceProvider, PipelineBuilder> settings)
    {
        var builder = settings(provider);
        return (!builder.HasSystem && provider.GetService<ActorSystem>() is { } system ? builder.In(system) : builder).Build();
    }
}
