namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>What the scripts tell the host: they run as they are, beside a host that only writes down how it is called.</summary>
public sealed class ScriptSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public ScriptSpec()
    {
        foreach (var script in (string[])["train", "cluster", "tutorial"])
            _folder.Write($"scripts/{script}", File.ReadAllText(Path.Combine(Checkout.Root, "scripts", script)));
        _folder.Write("scripts/host", $"#!/usr/bin/env bash\necho \"$*\" >> '{_folder["calls"]}'\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train")]
    [InlineData("cluster")]
    public async Task Without_data_of_the_user_s_the_tutorial_s_is_made_and_read(string script)
    {
        var calls = await Run(script);
        Assert.Contains($"generate --out {_folder["data/tutorial"]}", calls);
        Assert.Single(calls, call => call.StartsWith("train ") && call.Contains($" --data {_folder["data/tutorial"]}/*.csv"));
    }

    [Theory]
    [InlineData("train", "--data", "X/*.csv")]
    [InlineData("cluster", "--data", "X/*.csv")]
    [InlineData("cluster", "--data=X/*.csv")]
    [InlineData("cluster", "--set", "files.paths=[X]")]
    [InlineData("cluster", "--config", "own.conf")]
    public async Task Data_of_the_user_s_takes_its_place(string script, params string[] options)
    {
        var calls = await Run([script, .. options]);
        Assert.EndsWith($" {string.Join(' ', options)}", Assert.Single(calls, call => call.StartsWith("train ")));
        Assert.DoesNotContain(calls, call => call.Contains("tutorial"));
    }

    private async Task<string[]> Run(params string[] command)
    {
        using var chmod = new ChildProcess(_folder.Path, "chmod", "+x", "scripts/host");
        await chmod.EndAsync();
        using var process = new ChildProcess(_folder.Path, "bash", [$"scripts/{command[0]}", .. command[1..]]);
        var result = await process.EndAsync();
        Assert.True(result.ExitCode == 0, string.Join('\n', result.Errors));
        return await File.ReadAllLinesAsync(_folder["calls"]);
    }
}
