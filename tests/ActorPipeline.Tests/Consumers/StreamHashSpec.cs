using System.Security.Cryptography;
using ActorPipeline.Consumers;
using ActorPipeline.Data;

namespace ActorPipeline.Tests.Consumers;

public class StreamHashSpec
{
    [Fact]
    public void It_is_SHA_256_over_count_features_and_labels_of_each_batch_in_order()
    {
        var hash = new StreamHash();
        Observe(hash, [1.5f, -2f, 0f], [3f, 4f, 1f]);
        Observe(hash, [0.1f, float.MinValue, -0f]);

        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes); // little-endian
        writer.Write(2);
        Array.ForEach([1.5f, -2f, 3f, 4f, 0f, 1f], writer.Write);
        writer.Write(1);
        Array.ForEach([0.1f, float.MinValue, -0f], writer.Write);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes.ToArray())).ToLowerInvariant(), hash.Value);
    }

    [Fact]
    public void The_same_rows_in_other_batches_are_another_stream()
    {
        StreamHash one = new(), two = new();
        Observe(one, [1f, 2f, 3f], [4f, 5f, 6f]);
        Observe(two, [1f, 2f, 3f]);
        Observe(two, [4f, 5f, 6f]);

        Assert.NotEqual(one.Value, two.Value);
    }

    [Fact]
    public void The_hash_of_nothing_is_that_of_no_bytes()
    {
        var hash = new StreamHash();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash.Value);
    }

    // Rows of two features and the label.
    private static void Observe(StreamHash hash, params float[][] rows)
    {
        var batch = new MiniBatch(default, 1, BatchMemory.For(batches: 1, batchSize: 3, RowLayout.Numbers(2)));
        foreach (var row in rows)
            batch.Add(RowBytes.Of(row), default);
        hash.Handle(batch);
    }
}
