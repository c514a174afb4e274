using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>What a process of the host printed, and its exit code.</summary>
internal sealed record HostResult(int ExitCode, string[] Output, string[] Errors);

/// <summary>The built host as a process.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _errors = [];

    private HostProcess(string folder, string command, string[] args)
    {
        _process = Process.Start(new ProcessStartInfo(command, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts it in a working directory. Steps are computed on the CPU unless an option says otherwise: weights are compared bit for bit.</summary>
    public static HostProcess Start(string folder, params string[] args) => new(folder, "dotnet",
        [typeof(CommandLine).Assembly.Location, .. args is ["train", .. var options] ? ["train", "--set", "trainer.device=cpu", .. options] : args]);

    /// <summary>Runs it to its end with a standard output that takes nothing.</summary>
    public static async Task<HostResult> RunIntoFullDiskAsync(string folder, params string[] args)
    {
        using var host = new HostProcess(folder, "bash", ["-c", "exec dotnet \"$0\" \"$@\" > /dev/full", typeof(CommandLine).Assembly.Location, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs a script that starts hosts of this build.</summary>
    public static async Task<HostResult> RunScriptAsync(string folder, string script, params string[] args)
    {
        using var host = new HostProcess(folder, "env", [$"HOST_DLL={typeof(CommandLine).Assembly.Location}", "bash", script, .. args]);
        return await host.EndAsync();
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<HostResult> RunAsync(string folder, params string[] args)
    {
        using var host = Start(folder, args);
        return await host.EndAsync();
    }

    /// <summary>Reads standard error up to a line with this text.</summary>
    public async Task WaitForAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Add(line);
            if (line.Contains(text))
                return;
        }
        Assert.Fail($"The host ended without '{text}':\n{string.Join('\n', _errors)}");
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => Assert.Equal(0, Kill(_process.Id, number));

    /// <summary>Waits for its end.</summary>
    public async Task<HostResult> EndAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _errors.Add(line);
        await _process.WaitForExitAsync();
        return new(_process.ExitCode, (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries), [.. _errors]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
