using System.Runtime.CompilerServices;

namespace EmbeddedAkka.Tests.Api;

/// <summary>The repository in which these tests were compiled.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    /// <summary>The files of the projects that use an engine: all but those that are one.</summary>
    public static IReadOnlyList<string> Users { get; } = [.. new[] { "src", "tests" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Where(project => !IsStandIn(Path.GetFileNameWithoutExtension(project)))];

    public static bool IsStandIn(string project) => project is "EmbeddedAkka" or "EmbeddedAkka.TestKit" or "EmbeddedAkka.Cores.Tests";

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
