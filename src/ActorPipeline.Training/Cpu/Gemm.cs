namespace ActorPipeline.Training.Cpu;

/// <summary>The product of matrices in panels, in blocks that fit the caches.</summary>
internal static unsafe class Gemm
{
    /// <summary>
    /// Rows of a depth block: a block of b's panel fits the first-level cache. It decides in which order an element is summed,
    /// so it is the same on every CPU.
    /// </summary>
    public const int DepthBlock = 256;

    /// <summary>Floats of a block of a, which fits the second-level cache. No influence on any bit.</summary>
    private const int BlockOfA = 64 * 1024;

    /// <summary>
    /// Updates the elements of c by those of a' * b, in the columns of c's panels from <paramref name="firstPanel"/> to before
    /// <paramref name="endPanel"/>. For each block of <see cref="DepthBlock"/> rows of a and b in ascending order, an element's
    /// products are summed in ascending order, and the sum is one part of the update. The caller keeps c reachable.
    /// </summary>
    public static void Multiply<TUpdate>(GemmKernel kernel, PanelMatrix a, PanelMatrix b, TUpdate c, int firstPanel, int endPanel)
        where TUpdate : struct, ISumUpdate<TUpdate>
    {
        var tileSize = (nint)kernel.TileRows * kernel.TileColumns;
        for (var k = 0; k < a.Rows; k += DepthBlock)
        {
            var depth = Math.Min(DepthBlock, a.Rows - k);
            var part = c.Part(isFirst: k == 0, isLast: k + depth == a.Rows);
            var blockTiles = Math.Max(1, BlockOfA / (depth * kernel.TileRows));
            for (var tile = 0; tile < a.Panels; tile += blockTiles)
            {
                var tiles = Math.Min(blockTiles, a.Panels - tile);
                var blockOfA = a.Panel(tile) + k * kernel.TileRows;
                for (var panel = firstPanel; panel < endPanel; panel++)
                {
                    var blockOfB = b.Panel(panel) + k * kernel.TileColumns;
                    kernel.Multiply(blockOfA, a.PanelSize, tiles, depth, blockOfB, part, (panel * a.Panels + tile) * tileSize);
                }
            }
        }
        // The kernels have bare pointers into these.
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }
}
