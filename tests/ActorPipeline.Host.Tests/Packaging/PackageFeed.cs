namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>A folder with all packages of this checkout, made of what has been built; nothing is written into the checkout.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>Where they are.</summary>
    internal string Path => _folder["packages"];

    /// <summary>Each, in the order of the names.</summary>
    internal IReadOnlyList<Package> Packages { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await Sdk.RunAsync(Checkout.Root, [], "pack", "ActorPipeline.sln", "--no-build", "--nologo", "-c", Checkout.Configuration,
            "-o", Path, $"-p:NuspecOutputPath={_folder["nuspecs"]}/");
        Packages = [.. Directory.GetFiles(Path, "*.nupkg").Order(StringComparer.Ordinal).Select(path => new Package(path))];
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
