using System.Diagnostics;
using System.Text.Json;

namespace EmbeddedAkka.Tests.Api;

/// <summary>What the property ActorEngine makes of the projects, as a restore would ask it of the package feed.</summary>
public sealed class EngineChoiceTests
{
    [Theory]
    [InlineData("1.5.30")]
    [InlineData("1.5.99", "-p:AkkaVersion=1.5.99")]
    public async Task Akka_is_three_packages_of_one_version_and_no_project_of_the_stand_in(string version, params string[] options)
    {
        var (packages, projects) = await References(["-p:ActorEngine=Akka", .. options]);
        var exactly = $"[{version}, {version}]";
        Assert.Equal(
            [("Akka", exactly), ("Akka.Cluster", exactly), ("Akka.TestKit.Xunit2", exactly)],
            packages.Where(package => package.Name.StartsWith("Akka")));
        Assert.DoesNotContain("EmbeddedAkka", projects);
        Assert.DoesNotContain("EmbeddedAkka.TestKit", projects);
    }

    [Fact]
    public async Task Embedded_is_the_projects_of_the_stand_in_and_no_package()
    {
        var (packages, projects) = await References(["-p:ActorEngine=Embedded"]);
        Assert.DoesNotContain(packages, package => package.Name.StartsWith("Akka"));
        Assert.Contains("EmbeddedAkka", projects);
        Assert.Contains("EmbeddedAkka.TestKit", projects);
    }

    // The tensors are chosen as the engine is, by the same properties.
    [Theory]
    [InlineData("cpu", "TorchSharp-cpu", "0.106.0")]
    [InlineData("cuda", "TorchSharp-cuda-linux", "0.106.0")]
    [InlineData("cuda", "TorchSharp-cuda-linux", "0.99.6", "-p:TorchSharpVersion=0.99.6")]
    public async Task Tensors_are_one_package_of_TorchSharp_at_one_version(string backend, string package, string version, params string[] options)
    {
        var (packages, _) = await References([$"-p:TorchBackend={backend}", .. options]);
        Assert.Equal([(package, $"[{version}, {version}]")], packages.Where(p => p.Name.Contains("Torch")));
    }

    [Fact]
    public async Task Without_tensors_nothing_asks_for_TorchSharp()
    {
        var (packages, _) = await References(["-p:TorchBackend=none"]);
        Assert.DoesNotContain(packages, p => p.Name.Contains("Torch"));
    }

    /// <summary>What all projects but the stand-in's own refer to.</summary>
    private static async Task<(SortedSet<(string Name, string Version)> Packages, HashSet<string> Projects)> References(string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] command = ["msbuild", "ActorPipeline.sln", "-t:GenerateRestoreGraphFile", $"-p:RestoreGraphOutputPath={file}"];
            using var process = Process.Start(new ProcessStartInfo("dotnet", [.. command, "-nodeReuse:false", .. options])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
            })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, output);
            using var graph = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var projects = graph.RootElement.GetProperty("projects").EnumerateObject();
            var users = projects.Where(project => !Repository.IsStandIn(Name(project))).ToList();
            return (
                [.. users.SelectMany(user => Each(user.Value, "dependencies"))
                    .Select(package => (package.Name, package.Value.GetProperty("version").GetString()!))],
                [.. users.SelectMany(user => Each(user.Value.GetProperty("restore"), "projectReferences")).Select(Name)]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<JsonProperty> Each(JsonElement project, string what) => project.GetProperty("frameworks").EnumerateObject()
        .SelectMany(framework => framework.Value.TryGetProperty(what, out var all) ? all.EnumerateObject() : []);

    private static string Name(JsonProperty project) => Path.GetFileNameWithoutExtension(project.Name);
}
