using System.Diagnostics;

namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>The .NET SDK as a process, which leaves no server behind.</summary>
internal static class Sdk
{
    /// <summary>Runs a command that succeeds.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="variables">Variables of its environment.</param>
    /// <param name="args">The command.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string[]> RunAsync(string folder, IEnumerable<KeyValuePair<string, string>> variables, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)}\n{output}{await errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
