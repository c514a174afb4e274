using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using Akka.Configuration;

namespace ActorPipeline.Torch.Tests;

/// <summary>Where steps are computed, on a machine without a GPU.</summary>
[Collection(TorchCollection.Name)]
public class DeviceSpec
{
    [FactWithoutGpu]
    public void Automatic_device_without_a_gpu_is_the_cpu_and_says_so()
    {
        var notes = new List<string>();
        using var trainer = new TutorialTrainerFactory().Create(Context("auto", notes));
        Assert.Equal("torch-cpu", trainer.Backend);
        Assert.Equal(["device auto: no GPU that TorchSharp can use, so the CPU"], notes);
    }

    [FactWithoutGpu]
    public void Gpu_that_is_not_there_is_a_wrong_setting()
    {
        const string reason = "actor-pipeline.trainer.device: expected cpu or auto, since there is no GPU that TorchSharp can use";
        var factory = new TutorialTrainerFactory();
        foreach (var attempt in (Action[])[() => factory.Create(Context("cuda", [])), () => factory.CreateSlot(Context("cuda", []))])
        {
            var refusal = Assert.Throws<PipelineException>(attempt);
            Assert.Equal(FailureKind.Settings, refusal.Kind);
            Assert.StartsWith(reason, refusal.Message);
        }
    }

    private static TrainerContext Context(string device, List<string> notes)
    {
        var reader = new SettingsReader(
            ConfigurationFactory.ParseString($"actor-pipeline.trainer {{ device = {device}, hidden-units = 3 }}").WithFallback(ReferenceConf.Config));
        return TorchSamples.Context(reader, features: 4) with { Note = notes.Add };
    }
}

/// <summary>A fact about machines that have no GPU.</summary>
public sealed class FactWithoutGpuAttribute : FactAttribute
{
    public FactWithoutGpuAttribute() => Skip = TorchRuntime.HasGpu() ? "this machine has a GPU" : null;
}
