using System.Reflection;

namespace ActorPipeline.Testing;

/// <summary>The repository's folder that these tests were built in.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>How they were built: <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration { get; } =
        typeof(Checkout).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ActorPipeline.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
