using System.Reflection;
using ActorPipeline.Errors;
using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Host.Running;

/// <summary>The actor engine that this process runs on, and how the host sets it up.</summary>
internal static class Engine
{
    // Standard output belongs to the training log, so no logger of the engine may write there; signals belong to the host, so the engine does
    // not shut down by itself when the process is to end.
    private static readonly Config _config = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    /// <summary>The version of Akka.NET.</summary>
    public static string AkkaVersion { get; } =
        typeof(ActorSystem).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The line that every run begins with.</summary>
    public static string Headline { get; } = $"engine: Akka {AkkaVersion}";

    /// <summary>An actor system of this process.</summary>
    /// <param name="settings">The user's settings.</param>
    /// <param name="cluster">What it needs besides, to be a node of a cluster.</param>
    /// <exception cref="PipelineException">Its port cannot be opened, or the engine does not take a setting.</exception>
    public static ActorSystem CreateSystem(Config settings, Config? cluster = null)
    {
        try
        {
            return ActorSystem.Create("actor-pipeline", settings.WithFallback(cluster ?? ConfigurationFactory.Empty).WithFallback(_config));
        }
        catch (Exception e) when (cluster is not null && e is not PipelineException) // of many types
        {
            throw new PipelineException(FailureKind.Cluster, $"this node cannot be started: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>What stands before the lines of a node's log: its role and address.</summary>
    public static string TagOf(string role, Address address) => $"{role} {address.Host}:{address.Port}: ";
}
