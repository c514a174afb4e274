using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class WeightsFileTests
{
    [Fact]
    public void Loading_gives_back_every_bit_and_the_training_goes_on_alike()
    {
        var (features, labels) = Samples.TutorialRows(9, 13, seed: 4);
        var settings = Samples.Settings(30, momentum: 0.9f) with { LearningRate = new LearningRateSchedule.Step(0.1f, 1, 0.5f) };
        using var original = new TutorialModel(13, settings);
        using var copy = new TutorialModel(13, settings with { Seed = 99 });
        original.Step(features, labels);
        original.Step(features, labels);
        Assert.NotEqual(original.WeightsHash(), copy.WeightsHash());

        copy.Load(Samples.Saved(original));

        Assert.Equivalent(Samples.State(original), Samples.State(copy));
        Assert.Equal(original.Step(features, labels), copy.Step(features, labels));
        Assert.Equal(original.WeightsHash(), copy.WeightsHash());
    }

    [Fact]
    public void Weights_saved_under_one_kernel_load_under_another()
    {
        var (features, labels) = Samples.TutorialRows(9, 13, seed: 4);
        using var original = new TutorialModel(13, Samples.Settings(30, momentum: 0.9f), new Vector512Kernel());
        using var copy = new TutorialModel(13, Samples.Settings(30, momentum: 0.9f) with { Seed = 99 }, new ScalarKernel());
        original.Step(features, labels);

        copy.Load(Samples.Saved(original));

        Assert.Equivalent(Samples.State(original), Samples.State(copy));
    }

    [Fact]
    public void Velocities_that_were_not_saved_begin_at_zero()
    {
        var (features, labels) = Samples.TutorialRows(9, 13, seed: 4);
        using var without = new TutorialModel(13, Samples.Settings(30));
        using var with = new TutorialModel(13, Samples.Settings(30, momentum: 0.9f));
        without.Step(features, labels);
        with.Step(features, labels);
        Assert.All(Samples.State(with).Velocities!.AsSpan(0, 30).ToArray(), velocity => Assert.NotEqual(0, velocity));

        with.Load(Samples.Saved(without));

        var state = Samples.State(with);
        Assert.Equal(Samples.State(without).Parameters, state.Parameters);
        Assert.Equal(new float[state.Parameters.Length], state.Velocities);
    }

    [Fact]
    public void A_model_without_momentum_drops_saved_velocities()
    {
        var (features, labels) = Samples.TutorialRows(9, 13, seed: 4);
        using var with = new TutorialModel(13, Samples.Settings(30, momentum: 0.9f));
        using var without = new TutorialModel(13, Samples.Settings(30) with { Seed = 99 });
        with.Step(features, labels);

        without.Load(Samples.Saved(with));

        Assert.Equivalent(Samples.State(with) with { Velocities = null }, Samples.State(without));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 0.5f)]
    [InlineData(0.5f, 0)]
    [InlineData(0.5f, 0.5f)]
    public void Loading_reads_not_a_byte_more_than_was_saved(float momentum, float momentumThen)
    {
        using var saved = new TutorialModel(2, Samples.Settings(3, momentum: momentumThen));
        using var model = new TutorialModel(2, Samples.Settings(3, momentum: momentum));
        var stream = Samples.Saved(saved);
        var length = stream.Length;
        stream.Position = length;
        stream.WriteByte(42);
        stream.Position = 0;

        model.Load(stream);

        Assert.Equal(length, stream.Position);
    }

    [Fact]
    public void A_foreign_stream_is_refused_with_what_was_found_and_expected() =>
        AssertRefused(bytes => "PK\x3\x4\x14\0\0\0"u8.CopyTo(bytes), "begins with the bytes 504b030414000000, expected 4150574549474854");

    [Fact]
    public void Another_version_is_refused() => AssertRefused(bytes => bytes[8] = 2, "version 2, expected 3");

    [Fact]
    public void Another_shape_is_refused() => AssertRefused(bytes => bytes[12] = 9, "9 features and 3 hidden units, expected 2 and 3");

    [Fact]
    public void Steps_below_none_are_refused() =>
        AssertRefused(bytes => bytes[27] = 0x80, "-9223372036854775807 steps, expected at least 0");

    [Fact]
    public void Velocities_neither_there_nor_not_are_refused() =>
        AssertRefused(bytes => bytes[28] = 2, "says 2 to whether it has velocities, expected 0 or 1");

    [Theory]
    [InlineData(0, "header: found 0 bytes of it, expected 32")]
    [InlineData(33, "parameters: found 1 bytes of it, expected 52")]
    [InlineData(83, "parameters: found 51 bytes of it, expected 52")]
    [InlineData(84, "velocities: found 0 bytes of it, expected 52")]
    [InlineData(135, "velocities: found 51 bytes of it, expected 52")]
    public void A_stream_that_ends_early_is_refused(int length, string message) => AssertRefused(null, message, length);

    private static void AssertRefused(Action<byte[]>? damage, string message, int? length = null)
    {
        using var model = new TutorialModel(2, Samples.Settings(3, momentum: 0.5f));
        model.Step([1, 2], [1]);
        var bytes = Samples.Saved(model).ToArray();
        model.Step([1, 2], [1]);
        var before = Samples.State(model);
        damage?.Invoke(bytes);

        var refusal = Assert.Throws<TrainingException>(() => model.Load(new MemoryStream(bytes[..(length ?? bytes.Length)])));

        Assert.Contains(message, refusal.Message);
        Assert.Equivalent(before, Samples.State(model));
    }
}
