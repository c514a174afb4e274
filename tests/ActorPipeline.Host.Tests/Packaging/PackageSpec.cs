using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorPipeline.Host.Tests.Packaging;

public sealed class PackageSpec(PackageFeed feed) : IClassFixture<PackageFeed>
{
    [Fact]
    public void Packages_are_the_libraries()
    {
        var libraries = Directory.GetDirectories(Path.Combine(Checkout.Root, "src"), "ActorPipeline*").Select(Path.GetFileName)
            .Where(name => name != "ActorPipeline.Host");
        Assert.Equal(libraries.Order(), feed.Packages.Select(p => p.Id).Order());
    }

    [Fact]
    public void A_package_says_what_it_is_and_under_which_licence() => Assert.All(feed.Packages, package =>
    {
        Assert.Equal("Apache-2.0", package["license"]);
        Assert.Equal("expression", package.Attribute("license", "type"));
        Assert.Equal("README.md", package["readme"]);
        Assert.Equal("git", package.Attribute("repository", "type"));
        Assert.Contains("actors", package["tags"]);
        Assert.Equal("The ActorPipeline developers", package["authors"]);
        Assert.NotEqual("Package Description", package["description"]); // what NuGet writes where there is none
    });

    [Fact]
    public void A_package_holds_its_library_documented_a_readme_and_symbols_and_nothing_else() => Assert.All(feed.Packages, package =>
    {
        string[] build = package.Id == "ActorPipeline.Torch" ? ["buildTransitive/ActorPipeline.Torch.targets", "buildTransitive/WeakenVersionNeed.cs"] : [];
        Assert.Equal(["README.md", .. build, $"lib/net10.0/{package.Id}.dll", $"lib/net10.0/{package.Id}.xml"], package.Files);
        Assert.Equal([$"lib/net10.0/{package.Id}.pdb"], package.SymbolFiles);
    });

    [Fact]
    public void A_package_depends_on_the_engines_at_their_exact_versions()
    {
        var version = feed.Packages[0].Version;
        Assert.All(feed.Packages, package => Assert.Equal(version, package.Version));
        Assert.Contains("Akka [1.5.74]", DependenciesOf("ActorPipeline"));
        Assert.Equal([$"ActorPipeline {version}", "Akka.Cluster [1.5.74]"], DependenciesOf("ActorPipeline.Cluster").Order());
        Assert.Equal([$"ActorPipeline {version}", "TorchSharp [0.107.0]"], DependenciesOf("ActorPipeline.Torch").Order());
    }

    [Fact]
    public void A_release_package_names_no_folder_of_the_machine_that_built_it_and_one_for_debugging_names_the_sources_where_they_are()
    {
        var root = Checkout.Configuration == "Release" ? "/_/" : Checkout.Root + "/";
        Assert.All(feed.Packages.SelectMany(p => p.Sources()), source => Assert.StartsWith(root, source));
    }

    // 50 rows twice: the program of each readme prints a line for each of 5 steps.
    [Theory]
    [InlineData("ActorPipeline", @"20 rows of 2 features, 40 numbers")]
    [InlineData("ActorPipeline.Cluster", @"20 rows of 2 features")]
    [InlineData("ActorPipeline.Torch", @"loss \d\.\d{6}")]
    public async Task A_fresh_project_does_what_the_readme_of_the_package_shows(string id, string step)
    {
        using var folder = new TempFolder();
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "src", id, "README.md"));
        folder.Write("trial/Program.cs", readme.Split("```csharp\n")[1].Split("```")[0]);
        folder.Write("trial/trial.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{id}" Version="{feed.Packages[0].Version}" />
                {(id == "ActorPipeline.Torch" ? $"""<PackageReference Include="libtorch-cpu-{RuntimeInformation.RuntimeIdentifier}" Version="2.10.0" />""" : "")}
              </ItemGroup>
            </Project>
            """);
        // Whatever else the packages need was restored when this checkout was built, so no feed is asked for it.
        var restored = (await Sdk.RunAsync(Checkout.Root, [], "nuget", "locals", "global-packages", "--list"))[^1].Split(": ")[1];
        folder.Write("trial/nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packages" value="{feed.Path}" />
                <add key="restored" value="{restored}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="packages"><package pattern="ActorPipeline*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        folder.Write("data/rows.csv", string.Concat(Enumerable.Range(0, 50).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{Math.Sin(i)},{Math.Cos(i)},{(Math.Sin(i) + Math.Cos(i) > 0 ? 1 : 0)}\n"))));

        await Sdk.RunAsync(folder["trial"], [$"NUGET_PACKAGES={folder["cache"]}"], "build", "--nologo", "-c", "Release",
            "-o", folder["built"], "-p:UseSharedCompilation=false");
        var output = await Sdk.RunAsync(folder.Path, [], folder["built/trial.dll"], "data/*.csv");

        var steps = output.Where(line => line.StartsWith("step ")).ToList();
        Assert.Equal(5, steps.Count);
        Assert.All(steps, (line, i) => Assert.Matches($"^step {i + 1}: {step}$", line));
        if (id == "ActorPipeline.Torch")
            await LibTorchSharpIsACopyWithAWeakNeed(folder);
    }

    // The file of the package stays as it is; building again changes nothing; what is published has the same file.
    private static async Task LibTorchSharpIsACopyWithAWeakNeed(TempFolder folder)
    {
        var built = folder["built/runtimes/linux-x64/native/libLibTorchSharp.so"];
        var (time, hash) = (File.GetLastWriteTimeUtc(built), Hash(built));
        Assert.Equal(VersionNeed.Weak, VersionNeed.FlagsOf(built, "GLIBCXX_3.4.32"));
        Assert.Equal(0, VersionNeed.FlagsOf(folder["cache/torchsharp/0.107.0/runtimes/linux-x64/native/libLibTorchSharp.so"], "GLIBCXX_3.4.32"));

        await Sdk.RunAsync(folder["trial"], [$"NUGET_PACKAGES={folder["cache"]}"], "build", "--nologo", "-c", "Release",
            "-o", folder["built"], "-p:UseSharedCompilation=false");
        Assert.Equal((time, hash), (File.GetLastWriteTimeUtc(built), Hash(built)));

        await Sdk.RunAsync(folder["trial"], [$"NUGET_PACKAGES={folder["cache"]}"], "publish", "--nologo", "-c", "Release",
            "-r", "linux-x64", "--no-self-contained", "-o", folder["published"], "-p:UseSharedCompilation=false");
        Assert.Equal(hash, Hash(folder["published/libLibTorchSharp.so"]));

        static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
    }

    private IEnumerable<string> DependenciesOf(string id) => feed.Packages.Single(p => p.Id == id).Dependencies;
}
