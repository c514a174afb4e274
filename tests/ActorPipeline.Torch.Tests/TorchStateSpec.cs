using System.Security.Cryptography;
using ActorPipeline.Training;
using static TorchSharp.torch;

namespace ActorPipeline.Torch.Tests;

[Collection(TorchCollection.Name)]
public class TorchStateSpec
{
    [Theory]
    [InlineData("SGD")]
    [InlineData("Adam")]
    [InlineData("NAdam")]
    [InlineData("RMSProp")]
    [InlineData("Rprop")]
    public void Training_that_goes_on_from_a_checkpoint_is_the_one_that_nobody_stopped(string optimizer)
    {
        using var whole = TorchSamples.Trainer(optimizer);
        var checkpoint = new MemoryStream();
        Steps(whole, 1, 4);
        whole.Save(checkpoint);
        checkpoint.WriteByte(77);
        var expected = Steps(whole, 5, 8);

        using var resumed = TorchSamples.Trainer(optimizer, seed: 99);
        Steps(resumed, 20, 21);
        checkpoint.Position = 0;
        resumed.Load(checkpoint);

        Assert.Equal(77, checkpoint.ReadByte());
        Assert.Equal(expected, Steps(resumed, 5, 8));
        Assert.Equal(whole.WeightsHash(), resumed.WeightsHash());
        Assert.Equal(TorchSamples.Saved(whole), TorchSamples.Saved(resumed));
    }

    [Fact]
    public void Checkpoint_from_before_the_first_step_takes_back_what_the_optimizer_knows()
    {
        using var trainer = TorchSamples.Trainer();
        var checkpoint = new MemoryStream();
        trainer.Save(checkpoint);
        var first = Steps(trainer, 1, 3);
        checkpoint.Position = 0;
        trainer.Load(checkpoint);
        Assert.Equal(first, Steps(trainer, 1, 3));
    }

    [Fact]
    public void Loading_keeps_the_parameters_that_the_optimizer_knows()
    {
        var module = nn.Linear(TorchSamples.Features, 1);
        using var trainer = TorchSamples.Trainer(module);
        var before = module.parameters().Select(p => p.Handle).ToArray();
        var checkpoint = new MemoryStream();
        trainer.Save(checkpoint);
        checkpoint.Position = 0;
        trainer.Load(checkpoint);
        Assert.Equal(before, module.parameters().Select(p => p.Handle));
    }

    [Theory]
    [InlineData("SGD", 7, "found parameter 0.weight of Float32 [7, 6], expected parameter 0.weight of Float32 [5, 6]")]
    [InlineData("Adam", 5, "found optimizer Adam, expected optimizer SGD")]
    public void Checkpoint_of_another_model_or_optimizer_is_refused_and_nothing_changes(string optimizer, int units, string message)
    {
        using var other = TorchSamples.Trainer(optimizer, units: units);
        var checkpoint = new MemoryStream();
        other.Save(checkpoint);
        Assert.Contains(message, Refusal(checkpoint.ToArray()));
    }

    [Fact]
    public void Checkpoint_of_another_trainer_is_refused_and_nothing_changes() => Assert.Contains(
        "is not one of TorchSharp: it begins with the bytes 4150574549474854, expected 41504d4f44554c45", Refusal("APWEIGHT and more"u8.ToArray()));

    [Fact]
    public void Checkpoint_that_ends_early_is_refused_wherever_it_does_and_nothing_changes()
    {
        using var trainer = TorchSamples.Trainer();
        trainer.Step(TorchSamples.Batch(9, seed: 1));
        var checkpoint = new MemoryStream();
        trainer.Save(checkpoint);
        for (var length = 0; length < checkpoint.Length; length += 13)
            Assert.Contains("ends early", Refusal(checkpoint.ToArray()[..length]));
    }

    [Fact]
    public void Weights_hash_is_of_the_parameters_as_float32_in_order()
    {
        var module = nn.Linear(1, 1);
        using var trainer = TorchSamples.Trainer(module, features: 1);
        foreach (var (parameter, value) in module.parameters().Zip((float[])[2, -3]))
            parameter.bytes = BitConverter.GetBytes(value);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([0, 0, 0, 0x40, 0, 0, 0x40, 0xc0])), trainer.WeightsHash());
    }

    private static string Refusal(byte[] checkpoint)
    {
        using var trainer = TorchSamples.Trainer();
        trainer.Step(TorchSamples.Batch(9, seed: 5));
        var before = TorchSamples.Saved(trainer);
        var refusal = Assert.Throws<TrainingException>(() => trainer.Load(new MemoryStream(checkpoint)));
        Assert.Equal(before, TorchSamples.Saved(trainer));
        return refusal.Message;
    }

    private static StepMetrics[] Steps(TorchTrainer trainer, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(step => trainer.Step(TorchSamples.Batch(9, seed: (ulong)step)))];
}
