using ActorPipeline.Settings;
using ActorPipeline.Training.Torch;
using TorchSharp;

namespace ActorPipeline.Training.Tests.Torch;

/// <summary>The tutorial's model on both backends.</summary>
[Collection(TorchCollection.Name)]
public class TorchTutorialSpec
{
    private const int Width = 40;

    public static TheoryData<string> Devices => TorchSamples.Devices;

    [Fact]
    public void Both_backends_begin_with_the_same_weights()
    {
        using var embedded = Create(TutorialBackend.Embedded);
        using var torch = Create(TutorialBackend.Torch);
        Assert.Equal(embedded.WeightsHash(), torch.WeightsHash());
        Assert.Equal(("cpu", "torch-cpu"), (embedded.Backend, torch.Backend));
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Losses_of_both_backends_agree_step_by_step(string device)
    {
        using var embedded = Create(TutorialBackend.Embedded);
        using var torch = Create(TutorialBackend.Torch, TorchSharp.torch.device(device).type == DeviceType.CUDA ? Device.Cuda : Device.Cpu);
        for (var step = 1; step <= 200; step++)
        {
            var batch = TorchSamples.Batch(rows: step % 23 + 1, seed: (ulong)step, Width);
            var (expected, found) = (embedded.Step(batch), torch.Step(batch));
            Assert.True(Math.Abs(expected.Loss - found.Loss) < 1e-4 * (1 + expected.Loss), $"step {step}: {expected.Loss} and {found.Loss}");
        }
        var last = TorchSamples.Batch(rows: 500, seed: 0, Width);
        Assert.Equal(embedded.Step(last).Accuracy, torch.Evaluate(last).Accuracy, 0.01f);
    }

    [Fact]
    public void Automatic_device_without_a_gpu_is_the_embedded_backend_and_says_so()
    {
        if (TorchRuntime.HasGpu())
            return;
        var notes = new List<string>();
        using var trainer = Create(TutorialBackend.Auto, Device.Auto, notes);
        Assert.Equal("cpu", trainer.Backend);
        Assert.Equal(["device auto: no GPU that TorchSharp can use, so the CPU"], notes);
    }

    [Theory]
    [InlineData(TutorialBackend.Auto, "device cuda: expected a GPU that TorchSharp can use, found none")]
    [InlineData(TutorialBackend.Torch, "device cuda: expected a GPU that TorchSharp can use, found none")]
    [InlineData(TutorialBackend.Embedded, "device cuda: the embedded backend computes on the CPU")]
    public void Gpu_that_is_not_there_is_refused_with_the_reason(TutorialBackend backend, string reason)
    {
        if (TorchRuntime.HasGpu())
            return;
        Assert.StartsWith(reason, Assert.Throws<TrainingException>(() => Create(backend, Device.Cuda)).Message);
        Assert.StartsWith(reason, Assert.Throws<TrainingException>(() => Factory(backend).CreateSlot(Context(Device.Cuda, []))).Message);
    }

    private static ITrainer Create(TutorialBackend backend, Device device = Device.Cpu, List<string>? notes = null) =>
        Factory(backend).Create(Context(device, notes ?? []));

    private static TutorialTrainerFactory Factory(TutorialBackend backend) => new(Cpu.Samples.Settings(hiddenUnits: 30), backend);

    private static TrainerContext Context(Device device, List<string> notes) =>
        new(Width, BatchSize: 23, device, new SettingsReader(ReferenceConf.Config), notes.Add);
}
