namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>The host as it is published: as it was built, and without TorchSharp, from a copy of the sources.</summary>
public sealed class PublishedHosts : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>With the backend of this build.</summary>
    internal string WithTorch => _folder["with"];

    /// <summary>With <c>TORCH_BACKEND=none</c>.</summary>
    internal string WithoutTorch => _folder["without"];

    public async Task InitializeAsync()
    {
        await Sdk.RunAsync(Checkout.Root, [], "publish", "src/ActorPipeline.Host", "--no-build", "--nologo", "-c", Checkout.Configuration, "-o", WithTorch);
        foreach (var source in (string[])["src", "hocon", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig"])
            Copy(Path.Combine(Checkout.Root, source), _folder[$"sources/{source}"]);
        await Sdk.RunAsync(_folder["sources"], ["TORCH_BACKEND=none"], "publish", "src/ActorPipeline.Host", "--nologo", "-c", "Release",
            "-o", WithoutTorch, "-p:UseSharedCompilation=false");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }
        Directory.CreateDirectory(to);
        foreach (var entry in Directory.EnumerateFileSystemEntries(from).Where(e => Path.GetFileName(e) is not ("bin" or "obj")))
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
