using ActorPipeline.Data;

namespace ActorPipeline.Tests.Data;

public class RowLayoutSpec
{
    private static readonly RowLayout _mixed = new(
        new Field("image", FieldType.UInt8, 2, 3), new Field("id", FieldType.Int64), new Field("features", FieldType.Float32, 2));

    [Fact]
    public void A_row_is_its_fields_without_gaps() => Assert.Equal((6, 1, 2, 6 + 8 + 8), (
        _mixed["image"].Length, _mixed["id"].Length, _mixed["features"].Length, _mixed.RowBytes));

    [Fact]
    public void Plain_numbers_are_features_and_a_label()
    {
        Assert.Equal("features: float32[1024], label: float32[1]", $"{RowLayout.Numbers(1024)}");
        Assert.Equal("image: uint8[2, 3], id: int64[], features: float32[2]", $"{_mixed}");
    }

    [Fact]
    public void Layouts_are_equal_by_their_fields()
    {
        Assert.Equal(RowLayout.Numbers(3), RowLayout.Numbers(3));
        Assert.Equal(RowLayout.Numbers(3).GetHashCode(), RowLayout.Numbers(3).GetHashCode());
        Assert.NotEqual(RowLayout.Numbers(3), RowLayout.Numbers(4));
        Assert.NotEqual(new RowLayout(new Field("a", FieldType.UInt8, 6)), new RowLayout(new Field("a", FieldType.UInt8, 2, 3)));
        Assert.NotEqual(new RowLayout(new Field("a", FieldType.Int64)), new RowLayout(new Field("a", FieldType.Float32)));
    }

    [Fact]
    public void Fields_without_names_of_their_own_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RowLayout());
        Assert.Contains("[a: int64[], a: uint8[2]]",
            Assert.Throws<ArgumentException>(() => new RowLayout(new Field("a", FieldType.Int64), new Field("a", FieldType.UInt8, 2))).Message);
        Assert.Throws<OverflowException>(() => new RowLayout(new Field("a", FieldType.Int64, int.MaxValue / 4)));
        Assert.Contains("found 'b'", Assert.Throws<KeyNotFoundException>(() => _mixed["b"]).Message);
    }

    [Fact]
    public void A_batch_gives_each_field_of_its_rows_in_its_own_type()
    {
        var batch = new MiniBatch(default, 1, BatchMemory.For(1, batchSize: 3, _mixed));
        for (byte row = 1; row <= 2; row++)
            batch.Add([row, 2, 3, 4, 5, 6, .. BitConverter.GetBytes(-row * 1000L), .. BitConverter.GetBytes(row + 0.5f), .. BitConverter.GetBytes(7f)], default);

        Assert.Equal([1, 2, 3, 4, 5, 6, 2, 2, 3, 4, 5, 6], batch["image"].As<byte>().ToArray());
        Assert.Equal([-1000, -2000], batch["id"].As<long>().ToArray());
        Assert.Equal([1.5f, 7, 2.5f, 7], batch["features"].As<float>().ToArray());
        Assert.Equal(batch["features"].As<float>(), batch.Features);
        Assert.Equal(16, batch["id"].Bytes.Length);
        Assert.Contains("id: int64[]", Assert.Throws<InvalidCastException>(() => batch["id"].As<float>()).Message);
        Assert.Throws<KeyNotFoundException>(() => _ = batch["label"].Bytes.Length);
        batch.ReturnMemory();
        Assert.Throws<ObjectDisposedException>(() => _ = batch["id"].Bytes.Length);
    }
}
