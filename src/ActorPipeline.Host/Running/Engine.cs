using Akka.Actor;
using Akka.Configuration;

namespace ActorPipeline.Host.Running;

/// <summary>The actor engine that this process runs on, and how the host sets it up.</summary>
internal static class Engine
{
    /// <summary><c>Akka</c> or <c>Embedded</c>: known by the assembly that <see cref="ActorSystem"/> comes from.</summary>
    public static string Name { get; } = typeof(ActorSystem).Assembly.GetName().Name == "Akka" ? "Akka" : "Embedded";

    /// <summary>
    /// Standard output belongs to the training log, so no logger of the engine may write there; signals belong to the host, so
    /// the engine does not shut down by itself when the process is to end.
    /// </summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);
}
