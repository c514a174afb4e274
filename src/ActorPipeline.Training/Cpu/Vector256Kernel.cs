using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>4 x 24 elements a tile: 12 sums, 3 columns and 1 factor fill the 16 registers of AVX2. 128-bit vectors go in pairs.</summary>
internal sealed unsafe class Vector256Kernel : GemmKernel
{
    private const int Rows = 4;
    private const int Columns = 24;

    public override bool IsAccelerated => Vector128.IsHardwareAccelerated;

    public override int TileRows => Rows;

    public override int TileColumns => Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddProduct(float* a, nint aStride, int tiles, int depth, float* b, float alpha, float* c)
    {
        for (; tiles > 0; tiles--, a += aStride, c += Rows * Columns)
        {
            Vector256<float> c00 = Vector256<float>.Zero, c01 = Vector256<float>.Zero, c02 = Vector256<float>.Zero;
            Vector256<float> c10 = Vector256<float>.Zero, c11 = Vector256<float>.Zero, c12 = Vector256<float>.Zero;
            Vector256<float> c20 = Vector256<float>.Zero, c21 = Vector256<float>.Zero, c22 = Vector256<float>.Zero;
            Vector256<float> c30 = Vector256<float>.Zero, c31 = Vector256<float>.Zero, c32 = Vector256<float>.Zero;
            float* x = a, y = b;
            for (var k = depth; k > 0; k--, x += Rows, y += Columns)
            {
                var (b0, b1, b2) = (Vector256.Load(y), Vector256.Load(y + 8), Vector256.Load(y + 16));
                var ai = Vector256.Create(x[0]);
                c00 = Vector256.FusedMultiplyAdd(ai, b0, c00);
                c01 = Vector256.FusedMultiplyAdd(ai, b1, c01);
                c02 = Vector256.FusedMultiplyAdd(ai, b2, c02);
                ai = Vector256.Create(x[1]);
                c10 = Vector256.FusedMultiplyAdd(ai, b0, c10);
                c11 = Vector256.FusedMultiplyAdd(ai, b1, c11);
                c12 = Vector256.FusedMultiplyAdd(ai, b2, c12);
                ai = Vector256.Create(x[2]);
                c20 = Vector256.FusedMultiplyAdd(ai, b0, c20);
                c21 = Vector256.FusedMultiplyAdd(ai, b1, c21);
                c22 = Vector256.FusedMultiplyAdd(ai, b2, c22);
                ai = Vector256.Create(x[3]);
                c30 = Vector256.FusedMultiplyAdd(ai, b0, c30);
                c31 = Vector256.FusedMultiplyAdd(ai, b1, c31);
                c32 = Vector256.FusedMultiplyAdd(ai, b2, c32);
            }
            var scale = Vector256.Create(alpha);
            AddRow(c + 0 * Columns, scale, c00, c01, c02);
            AddRow(c + 1 * Columns, scale, c10, c11, c12);
            AddRow(c + 2 * Columns, scale, c20, c21, c22);
            AddRow(c + 3 * Columns, scale, c30, c31, c32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(float* c, Vector256<float> scale, Vector256<float> sum0, Vector256<float> sum1, Vector256<float> sum2)
    {
        Vector256.FusedMultiplyAdd(scale, sum0, Vector256.Load(c)).Store(c);
        Vector256.FusedMultiplyAdd(scale, sum1, Vector256.Load(c + 8)).Store(c + 8);
        Vector256.FusedMultiplyAdd(scale, sum2, Vector256.Load(c + 16)).Store(c + 16);
    }
}
