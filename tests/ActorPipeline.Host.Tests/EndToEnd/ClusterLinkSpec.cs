namespace ActorPipeline.Host.Tests.EndToEnd;

/// <summary>
/// A single link of a cluster breaks, while the nodes at its ends are reached by all others still. It costs a worker, which joins anew; the
/// trainer stays.
/// </summary>
public class ClusterLinkSpec : ClusterRuns
{
    private readonly int _port = FreePort();
    private string _trainer = "";

    // The slow worker would need minutes: what is left was read by the one that came back.
    [Fact]
    public async Task Between_the_trainer_and_a_worker()
    {
        await using var net = new Net();
        var trainer = Start(net);
        var worker = StartBehind(net, Steady);
        StartBehind(net, Slow);
        var name = await NameOfAsync(worker);
        await trainer.WaitForOutputAsync("global_step: 20 ");
        net.Break(0, 1);
        await trainer.WaitForAsync($"worker {name} is gone: 1 worker(s)");
        await worker.WaitForAsync("rejoining");
        net.Heal();
        await NameOfAsync(worker);
        await EndsAsOnOneMachine(trainer);
    }

    // Nobody removes anybody while it is broken, but the other worker would leave soon.
    [Fact]
    public async Task Between_the_trainer_and_a_worker_does_not_send_the_others_away()
    {
        string[] patient = ["--set", "cluster.remove-after=60s"];
        await using var net = new Net();
        var trainer = Start(net, patient);
        var worker = StartBehind(net, [.. Slow, .. patient]);
        var other = StartBehind(net, [.. Slow, "--set", "cluster.remove-after=4s"]);
        await NameOfAsync(other);
        await trainer.WaitForOutputAsync("global_step: 5 ");
        net.Break(0, 1);
        await trainer.WaitForAsync("cannot be reached");
        await trainer.WaitForOutputAsync("global_step: 30 ");
        net.Heal();
        await trainer.WaitForAsync("can be reached again");
        StartBehind(net);
        await EndsAsOnOneMachine(trainer);
        await Stayed(other);
        await Stayed(worker);
    }

    [Fact]
    public async Task Between_two_workers()
    {
        await using var net = new Net();
        var trainer = Start(net);
        HostProcess[] workers = [StartBehind(net, Slow), StartBehind(net, Slow)];
        var name = await NameOfAsync(workers[0]);
        await NameOfAsync(workers[1]);
        await trainer.WaitForOutputAsync("global_step: 5 ");
        net.Break(1, 2);
        var gone = (await trainer.WaitForAsync(" is gone: ")).Contains(name) ? workers[0] : workers[1];
        await gone.WaitForAsync("rejoining");
        net.Heal();
        await NameOfAsync(gone);
        StartBehind(net);
        await EndsAsOnOneMachine(trainer);
    }

    private static async Task Stayed(HostProcess worker) =>
        Assert.Single((await Leaves(worker)).Errors, line => line.Contains("joined the trainer"));

    private HostProcess Start(Net net, params string[] options)
    {
        _trainer = net.Add(_port);
        return StartTrainer(_port, ["--min-workers", "2", .. OnlyWorkers, .. At(_trainer), .. options]);
    }

    private HostProcess StartBehind(Net net, params string[] options)
    {
        var (port, dataPort) = (FreePort(), FreePort());
        return StartWorkerIn(Folder.Path, $"{_trainer}:{_port}",
            ["--token-file", "token", "--port", $"{port}", "--data-port", $"{dataPort}", .. At(net.Add(port, dataPort)), .. options]);
    }

    private static string[] At(string host) => ["--host", host, "--set", "cluster.bind-host=127.0.0.1"];
}
