using ActorPipeline.Memory;

namespace ActorPipeline.Tests.Memory;

public class BufferPoolSpec
{
    private readonly BufferPool<float> _pool = new("row blocks", count: 3, length: 10);

    [Fact]
    public void A_pool_holds_all_of_its_bytes_from_the_start()
    {
        Assert.Equal(3 * 10 * sizeof(float), _pool.Bytes);
        _pool.Rent();
        Assert.Equal(3 * 10 * sizeof(float), _pool.Bytes);
    }

    [Fact]
    public void Rented_buffers_are_distinct_and_counted_until_they_come_back()
    {
        Pooled<float[]>[] rented = [_pool.Rent(), _pool.Rent(), _pool.Rent()];
        Assert.Equal(3, rented.Select(b => b.Value).Distinct().Count());
        Assert.All(rented, b => Assert.Equal(10, b.Value.Length));
        Assert.Equal(3, _pool.Outstanding);

        foreach (var buffer in rented)
            buffer.Return();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void An_empty_pool_throws_and_names_itself()
    {
        for (var i = 0; i < 3; i++)
            _pool.Rent();

        var error = Assert.Throws<InvalidOperationException>(() => _pool.Rent());
        Assert.Contains("All 3 buffers of the pool 'row blocks' are rented", error.Message);
    }

    [Fact]
    public void A_second_return_throws_and_names_the_pool()
    {
        var buffer = _pool.Rent();
        buffer.Return();

        var error = Assert.Throws<InvalidOperationException>(buffer.Return);
        Assert.Contains("'row blocks'", error.Message);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Many_threads_never_hold_the_same_buffer()
    {
        var pool = new BufferPool<int>("shared", count: 4, length: 1);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var buffer = pool.Rent();
                buffer.Value[0] = thread;
                Thread.SpinWait(10);
                Assert.Equal(thread, buffer.Value[0]);
                buffer.Return();
            }
        });
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void A_pool_without_buffers_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool<int>("none", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool<int>("none", 1, -1));
    }
}
