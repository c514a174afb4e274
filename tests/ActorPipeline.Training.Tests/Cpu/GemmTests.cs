using ActorPipeline.Flow;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Training.Tests.Cpu;

public class GemmTests
{
    public static TheoryData<string> Kernels => Samples.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Product_of_any_shape_has_the_bits_of_the_documented_order(string kernelName)
    {
        const ulong seed = 20;
        var generator = Xoshiro256.FromSeed(seed);
        for (var i = 0; i < 300; i++)
            CompareWithOracle(kernelName, generator, 1 + generator.Below(70), 1 + generator.Below(70), 1 + generator.Below(70), seed);
        foreach (var depth in (int[])[255, 256, 257, 600])
            CompareWithOracle(kernelName, generator, 1 + generator.Below(70), 1 + generator.Below(70), depth, seed);
    }

    [Fact]
    public void Product_in_more_than_one_block_of_a_is_the_same()
    {
        var generator = Xoshiro256.FromSeed(21);
        CompareWithOracle(nameof(Vector256Kernel), generator, 700, 30, 256, 21);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public unsafe void Product_leaves_the_panels_of_others_alone(string kernelName)
    {
        var kernel = Samples.Kernel(kernelName);
        var columns = 3 * kernel.TileColumns;
        var (a, b) = (new PanelMatrix(kernel.TileRows), new PanelMatrix(kernel.TileColumns));
        var c = new PanelMatrix(kernel.TileColumns, kernel.TileRows);
        Fill(a, 5, 9, Ones(5 * 9));
        Fill(b, 5, columns, Ones(5 * columns));
        Fill(c, 9, columns, Ones(9 * columns));

        Gemm.Multiply(kernel, a, b, new Addition(c.Panel(0), 1), 1, 2);

        var result = new float[9 * columns];
        c.Unpack(result);
        for (var i = 0; i < result.Length; i++)
            Assert.Equal(i % columns / kernel.TileColumns == 1 ? 6 : 1, result[i]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 23)]
    [InlineData(24, 8)]
    public unsafe void Unpacking_gives_back_what_was_packed_either_way(int rows, int columns)
    {
        var source = Samples.Uniform(Xoshiro256.FromSeed(3), rows * columns);
        var straight = new PanelMatrix(8);
        Fill(straight, rows, columns, source);
        var transposed = new PanelMatrix(8);
        transposed.Resize(columns, rows);
        fixed (float* pointer = source)
            transposed.PackTransposed(pointer, 0, transposed.Panels);

        var (unpacked, unpackedTransposed) = (new float[source.Length], new float[source.Length]);
        straight.Unpack(unpacked);
        transposed.Unpack(unpackedTransposed);

        Assert.Equal(source, unpacked);
        for (var i = 0; i < source.Length; i++)
            Assert.Equal(source[i], unpackedTransposed[i % columns * rows + i / columns]);
    }

    private static unsafe void CompareWithOracle(string kernelName, Xoshiro256 generator, int rows, int columns, int depth, ulong seed)
    {
        var kernel = Samples.Kernel(kernelName);
        var alpha = generator.NextSingle();
        var a = Samples.Uniform(generator, depth * rows);
        var b = Samples.Uniform(generator, depth * columns);
        var c = Samples.Uniform(generator, rows * columns);
        var (panelsOfA, panelsOfB) = (new PanelMatrix(kernel.TileRows), new PanelMatrix(kernel.TileColumns));
        var panelsOfC = new PanelMatrix(kernel.TileColumns, kernel.TileRows);
        Fill(panelsOfA, depth, rows, a);
        Fill(panelsOfB, depth, columns, b);
        Fill(panelsOfC, rows, columns, c);

        Gemm.Multiply(kernel, panelsOfA, panelsOfB, new Addition(panelsOfC.Panel(0), alpha), 0, panelsOfC.Panels);

        var result = new float[rows * columns];
        panelsOfC.Unpack(result);
        for (var i = 0; i < result.Length; i++)
        {
            var expected = Oracle(alpha, a, rows, b, columns, depth, c[i], i);
            var exact = Exact(alpha, a, rows, b, columns, depth, c[i], i);
            var what = $"element {i} of {rows} x {columns}, depth {depth}, seed {seed}: {result[i]:g9}";
            Assert.True(Bits(expected) == Bits(result[i]), $"{what}, expected {expected:g9}");
            Assert.True(Math.Abs(exact - result[i]) < 1e-6 * depth, $"{what}, expected about {exact:g9}");
        }
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static float Oracle(float alpha, float[] a, int rows, float[] b, int columns, int depth, float c, int element)
    {
        foreach (var block in Enumerable.Range(0, depth).Chunk(256))
        {
            var sum = 0f;
            foreach (var k in block)
                sum = MathF.FusedMultiplyAdd(a[k * rows + element / columns], b[k * columns + element % columns], sum);
            c = MathF.FusedMultiplyAdd(alpha, sum, c);
        }
        return c;
    }

    private static double Exact(float alpha, float[] a, int rows, float[] b, int columns, int depth, double c, int element) =>
        c + alpha * Enumerable.Range(0, depth).Sum(k => (double)a[k * rows + element / columns] * b[k * columns + element % columns]);

    private static unsafe void Fill(PanelMatrix matrix, int rows, int columns, float[] values)
    {
        matrix.Resize(rows, columns);
        fixed (float* pointer = values)
            matrix.Pack(pointer, 0, matrix.Panels);
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
