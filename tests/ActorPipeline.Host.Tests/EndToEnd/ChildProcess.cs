using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>What a process printed, and its exit code.</summary>
internal sealed record ProcessResult(int ExitCode, string[] Output, string[] Errors);

/// <summary>A process of a test, which does not outlive it.</summary>
internal class ChildProcess : IDisposable
{
    public const int SIGINT = 2;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;

    private readonly Process _process;
    private readonly Lines _output;
    private readonly Lines _errors;

    /// <summary>Starts it in a working directory.</summary>
    public ChildProcess(string folder, string command, params string[] args)
    {
        _process = Process.Start(new ProcessStartInfo(command, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        (_output, _errors) = (new(_process.StandardOutput), new(_process.StandardError));
    }

    /// <summary>Waits for a line of standard error with this text, behind those that were waited for before.</summary>
    /// <returns>The line.</returns>
    public Task<string> WaitForAsync(string text) => WaitForAsync(_errors, text);

    /// <summary>Waits for a line of standard output with this text, behind those that were waited for before.</summary>
    /// <returns>The line.</returns>
    public Task<string> WaitForOutputAsync(string text) => WaitForAsync(_output, text);

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Sends it a signal again and again until it ends.</summary>
    public async Task<ProcessResult> SignalToTheEndAsync(int signal)
    {
        var end = _process.WaitForExitAsync();
        while (!end.IsCompleted)
        {
            Kill(_process.Id, signal);
            await Task.WhenAny(end, Task.Delay(100)); // as a user would press a key
        }
        return await EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<ProcessResult> EndAsync()
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
        Assert.Fail($"The process ended without '{text}':\n{string.Join('\n', await _errors.ToEndAsync())}");
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
