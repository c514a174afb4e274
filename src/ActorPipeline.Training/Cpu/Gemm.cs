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
    /// c += alpha * (a' * b) in the columns of c's panels from <paramref name="firstPanel"/> to before <paramref name="endPanel"/>.
    /// For each block of <see cref="DepthBlock"/> rows of a and b in ascending order, an element's products are summed in
    /// ascending order and alpha times the sum is added to the element.
    /// </summary>
    public static void AddProduct(GemmKernel kernel, float alpha, PanelMatrix a, PanelMatrix b, PanelMatrix c, int firstPanel, int endPanel)
    {
        for (var k = 0; k < a.Rows; k += DepthBlock)
        {
            var depth = Math.Min(DepthBlock, a.Rows - k);
            var blockTiles = Math.Max(1, BlockOfA / (depth * kernel.TileRows));
            for (var tile = 0; tile < a.Panels; tile += blockTiles)
            {
                var tiles = Math.Min(blockTiles, a.Panels - tile);
                var blockOfA = a.Panel(tile) + k * kernel.TileRows;
                for (var panel = firstPanel; panel < endPanel; panel++)
                {
                    var blockOfB = b.Panel(panel) + k * kernel.TileColumns;
                    var tilesOfC = c.Panel(panel) + (nint)tile * kernel.TileRows * kernel.TileColumns;
                    kernel.AddProduct(blockOfA, a.PanelSize, tiles, depth, blockOfB, alpha, tilesOfC);
                }
            }
        }
        // The kernels have bare pointers into these.
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }
}
