using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class WeightsFileTests
{
    [Fact]
    public void Loading_gives_back_every_bit_and_the_training_goes_on_alike()
    {
        var (features, labels) = Samples.TutorialRows(9, 13, seed: 4);
        using var original = new TutorialModel(13, Samples.Settings(30));
        using var copy = new TutorialModel(13, Samples.Settings(30) with { Seed = 99 });
        original.Step(features, labels);
        Assert.NotEqual(original.WeightsHash(), copy.WeightsHash());

        copy.Load(Saved(original));

        Assert.Equal(original.Parameters.ToArray(), copy.Parameters.ToArray());
        Assert.Equal(original.Step(features, labels), copy.Step(features, labels));
        Assert.Equal(original.WeightsHash(), copy.WeightsHash());
    }

    [Fact]
    public void Weights_saved_under_one_kernel_load_under_another()
    {
        using var original = new TutorialModel(13, Samples.Settings(30), new Vector512Kernel());
        using var copy = new TutorialModel(13, Samples.Settings(30) with { Seed = 99 }, new ScalarKernel());

        copy.Load(Saved(original));

        Assert.Equal(original.WeightsHash(), copy.WeightsHash());
    }

    [Fact]
    public void Loading_reads_not_a_byte_more_than_was_saved()
    {
        using var model = new TutorialModel(2, Samples.Settings(3));
        var stream = new MemoryStream();
        model.Save(stream);
        var length = stream.Position;
        stream.WriteByte(42);
        stream.Position = 0;

        model.Load(stream);

        Assert.Equal(length, stream.Position);
    }

    [Fact]
    public void A_foreign_stream_is_refused_with_what_was_found_and_expected() =>
        AssertRefused(bytes => "PK\x3\x4\x14\0\0\0"u8.CopyTo(bytes), "begins with the bytes 504b030414000000, expected 4150574549474854");

    [Fact]
    public void Another_version_is_refused() => AssertRefused(bytes => bytes[8] = 1, "version 1, expected 2");

    [Fact]
    public void Another_shape_is_refused() => AssertRefused(bytes => bytes[12] = 9, "9 features and 3 hidden units, expected 2 and 3");

    [Theory]
    [InlineData(0, "header: found 0 bytes of it, expected 20")]
    [InlineData(21, "parameters: found 1 bytes of it, expected 52")]
    [InlineData(71, "parameters: found 51 bytes of it, expected 52")]
    public void A_stream_that_ends_early_is_refused(int length, string message) => AssertRefused(null, message, length);

    private static void AssertRefused(Action<byte[]>? damage, string message, int? length = null)
    {
        using var model = new TutorialModel(2, Samples.Settings(3));
        var before = model.WeightsHash();
        var bytes = Saved(model).ToArray();
        damage?.Invoke(bytes);

        var refusal = Assert.Throws<TrainingException>(() => model.Load(new MemoryStream(bytes[..(length ?? bytes.Length)])));

        Assert.Contains(message, refusal.Message);
        Assert.Equal(before, model.WeightsHash());
    }

    private static MemoryStream Saved(TutorialModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return stream;
    }
}
