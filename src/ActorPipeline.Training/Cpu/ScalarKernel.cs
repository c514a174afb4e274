namespace ActorPipeline.Training.Cpu;

/// <summary>4 x 8 elements a tile, one at a time: for CPUs without vectors, and the yardstick of the other kernels' bits.</summary>
internal sealed unsafe class ScalarKernel : GemmKernel
{
    private const int Rows = 4;
    private const int Columns = 8;

    public override bool IsAccelerated => true;

    public override int TileRows => Rows;

    public override int TileColumns => Columns;

    public override void Multiply<TUpdate>(float* a, nint aStride, int tiles, int depth, float* b, TUpdate c, nint offset)
    {
        for (; tiles > 0; tiles--, a += aStride, offset += Rows * Columns)
        {
            for (var element = 0; element < Rows * Columns; element++)
            {
                var (row, column) = (element / Columns, element % Columns);
                var sum = 0f;
                for (var k = 0; k < depth; k++)
                    sum = MathF.FusedMultiplyAdd(a[k * Rows + row], b[k * Columns + column], sum);
                c.Apply(offset + element, sum);
            }
        }
    }
}
