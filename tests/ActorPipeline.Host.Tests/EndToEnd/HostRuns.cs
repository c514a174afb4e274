using System.Text.Json;
using ActorPipeline.Host.Generating;

namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>Runs of the host in a folder of their own, with data of the tutorial's shape: 20 files of 100 rows, with 8 features.</summary>
public abstract class HostRuns : IDisposable
{
    private protected HostRuns() => SyntheticSetWriter.Write(new(20, 100, 8, Seed: 7), Folder["data"]);

    private protected TempFolder Folder { get; } = new();

    /// <summary>Runs a command.</summary>
    private protected Task<ProcessResult> Run(params string[] args) => HostProcess.RunAsync(Folder.Path, args);

    /// <summary>Runs <c>read</c> over the tutorial's data, 2 epochs.</summary>
    private protected Task<ProcessResult> ReadTutorial(params string[] args) => Run(["read", "--data", "data/*.csv", "--epochs", "2", .. args]);

    /// <summary>Runs a command that succeeds, and gives its summary.</summary>
    private protected async Task<JsonElement> Summary(params string[] args)
    {
        var result = await Run([.. args, "--summary", "summary.json", "--quiet"]);
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return SummaryOf("summary.json");
    }

    /// <summary>Reads a summary.</summary>
    private protected JsonElement SummaryOf(string name) => JsonDocument.Parse(File.ReadAllText(Folder[name])).RootElement;

    /// <summary>Ends what still runs in the folder.</summary>
    private protected virtual void EndNodes()
    {
    }

    public void Dispose()
    {
        EndNodes();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
