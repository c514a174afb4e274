using ActorPipeline.Data;
using ActorPipeline.Running;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace ActorPipeline.Tests.FrontDoor;

public class PipelineServicesSpec : FrontDoorKit
{
    [Fact]
    public async Task A_host_s_run_lives_in_the_host_s_system_and_ends_with_the_host()
    {
        DatasetRun run;
        await using (var host = new ServiceCollection().AddSingleton(Sys).AddActorPipeline(_ => Data, _ => OwnOptions).BuildServiceProvider())
        {
            run = host.GetRequiredService<DatasetRun>();
            Assert.Same(run, host.GetRequiredService<DatasetRun>());
            await foreach (var batch in run.Batches)
                if (batch.Step == 5)
                    break;
        }

        Assert.Same(Sys, run.Handle!.System);
        Assert.Equal(EndReason.Signal, await EndOf(run));
        Assert.False(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Without_a_system_it_has_one_of_its_own()
    {
        DatasetRun run;
        await using (var host = new ServiceCollection().AddActorPipeline(_ => Data, _ => OwnOptions).BuildServiceProvider())
        {
            run = host.GetRequiredService<DatasetRun>();
            Assert.Equal(115, (await ReadAsync(run)).Count);
        }

        Assert.True(run.Handle!.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Several_have_keys_and_settings_may_come_from_services()
    {
        await using var host = new ServiceCollection().AddSingleton(Sys).AddSingleton("7")
            .AddActorPipeline("training", services => Data.Batch(int.Parse(services.GetRequiredService<string>())), _ => OwnOptions)
            .AddActorPipeline("validation", _ => Data.NoShuffle().Epochs(1).Batch(100))
            .BuildServiceProvider();
        DatasetRun training = host.GetRequiredKeyedService<DatasetRun>("training"), validation = host.GetRequiredKeyedService<DatasetRun>("validation");
        var read = await Task.WhenAll(ReadAsync(training), ReadAsync(validation));

        Assert.Equal([115, 4], read.Select(batches => batches.Count));
        Assert.Null(host.GetService<DatasetRun>());
    }

    [Fact]
    public async Task A_system_in_the_options_stands_above_the_host_s()
    {
        using var other = ActorSystem.Create("other", Sys.Settings.Config);
        await using var host = new ServiceCollection().AddSingleton(Sys).AddActorPipeline(_ => Data, _ => OwnOptions with { System = other }).BuildServiceProvider();
        var run = host.GetRequiredService<DatasetRun>();
        await ReadAsync(run);

        Assert.Same(other, run.Handle!.System);
    }
}
