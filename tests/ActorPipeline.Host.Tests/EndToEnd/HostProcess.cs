namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>The built host as a process.</summary>
internal sealed class HostProcess : ChildProcess
{
    /// <summary>The host, where it was built.</summary>
    public static string Assembly { get; } =
        Path.Combine(Checkout.Root, "src", "ActorPipeline.Host", "bin", Checkout.Configuration, "net10.0", "ActorPipeline.Host.dll");

    private HostProcess(string folder, string command, string[] args) : base(folder, command, args)
    {
    }

    /// <summary>
    /// Starts it in a working directory. Steps are computed on the CPU unless an option says otherwise: weights are compared bit for bit. Whoever
    /// runs these tests in the background makes them ignore SIGINT, and a process inherits that.
    /// </summary>
    public static HostProcess Start(string folder, params string[] args) => new(folder, "env",
        ["--default-signal=INT", "dotnet", Assembly, .. args is ["train", .. var options] ? ["train", "--set", "trainer.device=cpu", .. options] : args]);

    /// <summary>Runs it to its end with a standard output that takes nothing.</summary>
    public static async Task<ProcessResult> RunIntoFullDiskAsync(string folder, params string[] args)
    {
        using var host = new HostProcess(folder, "bash", ["-c", "exec dotnet \"$0\" \"$@\" > /dev/full", Assembly, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs it to its end as somebody whom the modes of files hold for, which they do not for root.</summary>
    public static async Task<ProcessResult> RunWithoutPrivilegeAsync(string folder, params string[] args)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "dotnet"] : ["dotnet"];
        using var host = new HostProcess(folder, command[0], [.. command[1..], Assembly, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs it to its end with these variables, each as NAME=VALUE, in its environment.</summary>
    public static async Task<ProcessResult> RunWithAsync(string folder, string[] variables, params string[] args)
    {
        using var host = new HostProcess(folder, "env", [.. variables, "dotnet", Assembly, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs a script that starts hosts of this build.</summary>
    public static async Task<ProcessResult> RunScriptAsync(string folder, string script, params string[] args)
    {
        using var host = new HostProcess(folder, "env", [$"HOST_DLL={Assembly}", "bash", script, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<ProcessResult> RunAsync(string folder, params string[] args)
    {
        using var host = Start(folder, args);
        return await host.EndAsync();
    }
}
