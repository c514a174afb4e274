using ActorPipeline.Data;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace ActorPipeline.Tests.FrontDoor;

public class PipelineServicesSpec : FrontDoorKit
{
    [Fact]
    public async Task A_host_s_pipeline_lives_in_the_host_s_system_and_ends_with_the_host()
    {
        Pipeline pipeline;
        await using (var host = new ServiceCollection().AddSingleton(Sys).AddActorPipeline(_ => OwnBuilder).BuildServiceProvider())
        {
            pipeline = host.GetRequiredService<Pipeline>();
            Assert.Same(pipeline, host.GetRequiredService<Pipeline>());
            await foreach (var batch in pipeline.ReadBatchesAsync())
                if (batch.Step == 5)
                    break;
        }

        Assert.Same(Sys, pipeline.Run!.System);
        Assert.Equal(EndReason.Signal, await EndOf(pipeline));
        Assert.False(Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Without_a_system_it_has_one_of_its_own()
    {
        Pipeline pipeline;
        await using (var host = new ServiceCollection().AddActorPipeline(_ => OwnBuilder).BuildServiceProvider())
        {
            pipeline = host.GetRequiredService<Pipeline>();
            Assert.Equal(115, (await ReadAsync(pipeline)).Count);
        }

        Assert.True(pipeline.Run!.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Several_have_keys_and_settings_may_come_from_services()
    {
        await using var host = new ServiceCollection().AddSingleton(Sys).AddSingleton("7")
            .AddActorPipeline("training", services => OwnBuilder.Set("shuffle.batch-size", services.GetRequiredService<string>()))
            .AddActorPipeline("validation", _ => OwnBuilder.NoShuffle().Epochs(1).Batch(100))
            .BuildServiceProvider();
        Pipeline training = host.GetRequiredKeyedService<Pipeline>("training"), validation = host.GetRequiredKeyedService<Pipeline>("validation");
        var read = await Task.WhenAll(ReadAsync(training), ReadAsync(validation));

        Assert.Equal([115, 4], read.Select(batches => batches.Count));
        Assert.Null(host.GetService<Pipeline>());
    }

    [Fact]
    public async Task A_system_that_the_builder_was_given_stands_above_the_host_s()
    {
        using var other = ActorSystem.Create("other", Sys.Settings.Config);
        await using var host = new ServiceCollection().AddSingleton(Sys).AddActorPipeline(_ => OwnBuilder.In(other)).BuildServiceProvider();
        var pipeline = host.GetRequiredService<Pipeline>();
        await ReadAsync(pipeline);

        Assert.Same(other, pipeline.Run!.System);
    }
}
