using ActorPipeline.Settings;
using ActorPipeline.Shuffling;
using ActorPipeline.Training.Cpu;
using ActorPipeline.Training.Torch;

namespace ActorPipeline.Training.Tests.Torch;

/// <summary>The tutorial's model on both backends.</summary>
[Collection(TorchCollection.Name)]
public class TorchTutorialSpec
{
    private const int Width = 40;

    public static TheoryData<string, LearningRateSchedule, float> DevicesAndSchedules
    {
        get
        {
            var all = new TheoryData<string, LearningRateSchedule, float>();
            foreach (string device in TorchSamples.Devices)
            {
                all.Add(device, new LearningRateSchedule.Constant(0.1f), 0);
                all.Add(device, new LearningRateSchedule.Constant(0.02f), 0.9f);
                all.Add(device, new LearningRateSchedule.Step(0.1f, 20, 0.3f), 0.5f);
                all.Add(device, new LearningRateSchedule.Cosine(0.2f, 80, 0.01f), 0);
            }
            return all;
        }
    }

    [Fact]
    public void Both_backends_begin_with_the_same_weights()
    {
        using var embedded = Create(TutorialBackend.Embedded);
        using var torch = Create(TutorialBackend.Torch);
        Assert.Equal(embedded.WeightsHash(), torch.WeightsHash());
        Assert.Equal(("cpu", "torch-cpu"), (embedded.Backend, torch.Backend));
    }

    // One batch has no finite loss: nothing is learned from it, but it counts for the schedule.
    [Theory]
    [MemberData(nameof(DevicesAndSchedules))]
    public void Losses_of_both_backends_agree_step_by_step(string device, LearningRateSchedule schedule, float momentum)
    {
        var settings = Cpu.Samples.Settings(hiddenUnits: 30, momentum: momentum) with { LearningRate = schedule };
        using var embedded = Create(TutorialBackend.Embedded, settings: settings);
        using var torch = Create(TutorialBackend.Torch, device == "cpu" ? Device.Cpu : Device.Cuda, settings: settings);
        for (var step = 1; step <= 100; step++)
        {
            var batch = TorchSamples.Batch(rows: step % 23 + 1, seed: (ulong)step, Width);
            if (step == 5)
                batch = MiniBatch.Of(Width, [.. Enumerable.Repeat(float.NaN, Width)], [1]);
            var (expected, found) = (embedded.Step(batch), torch.Step(batch));
            Assert.Equal(expected.Loss, found.Loss, 2e-4f);
        }
        var last = TorchSamples.Batch(rows: 500, seed: 0, Width);
        Assert.Equal(embedded.Evaluate(last).Accuracy, torch.Evaluate(last).Accuracy, 0.01f);
    }

    [Fact]
    public void Momentum_and_schedule_go_on_from_a_checkpoint()
    {
        var schedule = new LearningRateSchedule.Step(0.1f, 4, 0.5f);
        var settings = Cpu.Samples.Settings(hiddenUnits: 30, momentum: 0.5f) with { LearningRate = schedule };
        using var whole = Create(TutorialBackend.Torch, settings: settings);
        var checkpoint = new MemoryStream();
        for (var step = 1; step <= 6; step++)
            whole.Step(TorchSamples.Batch(rows: 9, seed: (ulong)step, Width));
        whole.Save(checkpoint);
        using var resumed = Create(TutorialBackend.Torch, settings: settings);
        checkpoint.Position = 0;
        resumed.Load(checkpoint);
        for (var step = 7; step <= 10; step++)
            foreach (var both in (ITrainer[])[whole, resumed])
                both.Step(TorchSamples.Batch(rows: 9, seed: (ulong)step, Width));
        Assert.Equal(whole.WeightsHash(), resumed.WeightsHash());
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

    private static ITrainer Create(
        TutorialBackend backend, Device device = Device.Cpu, List<string>? notes = null, TutorialModelSettings? settings = null) =>
        Factory(backend, settings).Create(Context(device, notes ?? []));

    private static TutorialTrainerFactory Factory(TutorialBackend backend, TutorialModelSettings? settings = null) =>
        new(settings ?? Cpu.Samples.Settings(hiddenUnits: 30), backend);

    private static TrainerContext Context(Device device, List<string> notes) =>
        new(Width, BatchSize: 23, device, new SettingsReader(ReferenceConf.Config), notes.Add);
}
