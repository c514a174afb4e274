using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace EmbeddedAkka.Tests.Api;

/// <summary>scripts/setup in a folder of its own, with a feed of its own.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("setup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Setup_takes_Akka_where_the_feed_has_all_its_packages()
    {
        AddPackage("Akka");
        AddPackage("Akka.Cluster");
        Assert.Equal("engine: Embedded (the feed lacks Akka.NET 1.5.30); tensors: none", await Setup(Feed));
        AddPackage("Akka.TestKit.Xunit2");
        Assert.Equal("engine: Akka (the feed has Akka.NET 1.5.30); tensors: none", await Setup(Feed));
    }

    [Fact]
    public async Task Setup_names_the_feed_that_cannot_be_asked()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var feed = Url(free);
        free.Stop();
        Assert.Matches($@"^engine: Embedded \(the feed cannot be asked: NU1301: .*{feed}.*\); tensors: none$", await Setup(feed));
    }

    [Fact]
    public async Task Setup_does_not_wait_for_a_feed_that_is_silent()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Assert.Equal("engine: Embedded (the feed did not answer within 1 s); tensors: none", await Setup(Url(silent), patience: 1));
    }

    private string Feed => Directory.CreateDirectory(Path.Combine(_root, "feed")).FullName;

    private static string Url(TcpListener listener) => $"http://{listener.LocalEndpoint}/index.json";

    private void AddPackage(string name)
    {
        using var package = ZipFile.Open(Path.Combine(Feed, $"{name}.1.5.30.nupkg"), ZipArchiveMode.Create);
        using var description = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        description.Write($"""
            <package><metadata><id>{name}</id><version>1.5.30</version><authors>A</authors><description>D</description></metadata></package>
            """);
    }

    /// <summary>All that it prints, without the line end.</summary>
    private async Task<string> Setup(string feed, int patience = 100)
    {
        Directory.CreateDirectory(Path.Combine(_root, "scripts"));
        foreach (var file in new[] { "scripts/setup", "Directory.Build.props" })
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_root, file), overwrite: true);
        File.Delete(Path.Combine(_root, "engine.props"));
        File.WriteAllText(Path.Combine(_root, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed}" allowInsecureConnections="true" /></packageSources>
              <packageSourceMapping><clear /></packageSourceMapping>
            </configuration>
            """);
        var start = new ProcessStartInfo("bash", [Path.Combine(_root, "scripts/setup")]) { RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_root, "packages");
        start.Environment["SETUP_PATIENCE"] = patience.ToString();
        using var process = Process.Start(start)!;
        var printed = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return printed.TrimEnd('\n');
    }
}
