using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>What a process of the host printed, and its exit code.</summary>
internal sealed record HostResult(int ExitCode, string[] Output, string[] Errors);

/// <summary>The built host as a process.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lines _output;
    private readonly Lines _errors;

    private HostProcess(string folder, string command, string[] args)
    {
        _process = Process.Start(new ProcessStartInfo(command, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        (_output, _errors) = (new(_process.StandardOutput), new(_process.StandardError));
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

    /// <summary>Waits for a line of standard error with this text, behind those that were waited for before.</summary>
    /// <returns>The line.</returns>
    public Task<string> WaitForAsync(string text) => WaitForAsync(_errors, text);

    /// <summary>Waits for a line of the training log with this text, behind those that were waited for before.</summary>
    public Task WaitForOutputAsync(string text) => WaitForAsync(_output, text);

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => Assert.Equal(0, Kill(_process.Id, number));

    /// <summary>Waits for its end.</summary>
    public async Task<HostResult> EndAsync()
    {
        var (output, errors) = (await _output.ToEndAsync(), await _errors.ToEndAsync());
        await _process.WaitForExitAsync();
        return new(_process.ExitCode, output, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private async Task<string> WaitForAsync(Lines lines, string text)
    {
        if (await lines.FindAsync(text) is { } found)
            return found;
        Assert.Fail($"The host ended without '{text}':\n{string.Join('\n', await _errors.ToEndAsync())}");
        return "";
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    /// <summary>The lines of a stream, which is always read on: a process must not wait for its reader.</summary>
    private sealed class Lines
    {
        private readonly Channel<string> _coming = Channel.CreateUnbounded<string>();
        private readonly List<string> _read = [];

        public Lines(StreamReader reader) => _ = ReadAsync(reader);

        /// <summary>Null: it ended without such a line.</summary>
        public async Task<string?> FindAsync(string text)
        {
            await foreach (var line in _coming.Reader.ReadAllAsync())
            {
                _read.Add(line);
                if (line.Contains(text))
                    return line;
            }
            return null;
        }

        /// <summary>All that it ever held, without the empty ones.</summary>
        public async Task<string[]> ToEndAsync()
        {
            await foreach (var line in _coming.Reader.ReadAllAsync())
                _read.Add(line);
            return [.. _read.Where(line => line.Length > 0)];
        }

        private async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
                _coming.Writer.TryWrite(line);
            _coming.Writer.Complete();
        }
    }
}
