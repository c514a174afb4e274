using ActorPipeline.Host.Tests.EndToEnd;

namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>The .NET SDK as a process, which leaves no server behind.</summary>
internal static class Sdk
{
    /// <summary>Runs a command that succeeds.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="variables">Variables of its environment, each as NAME=VALUE.</param>
    /// <param name="args">The command.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string[]> RunAsync(string folder, string[] variables, params string[] args)
    {
        using var sdk = new ChildProcess(folder, "env", ["MSBUILDDISABLENODEREUSE=1", .. variables, "dotnet", .. args]);
        var result = await sdk.EndAsync();
        Assert.True(result.ExitCode == 0, string.Join('\n', [$"dotnet {string.Join(' ', args)}", .. result.Output, .. result.Errors]));
        return result.Output;
    }
}
