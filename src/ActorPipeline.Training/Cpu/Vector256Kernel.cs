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
    public override void Multiply<TUpdate>(float* a, nint aStride, int tiles, int depth, float* b, TUpdate c, nint offset)
    {
        for (; tiles > 0; tiles--, a += aStride, offset += Rows * Columns)
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
            UpdateRow(c, offset + 0 * Columns, c00, c01, c02);
            UpdateRow(c, offset + 1 * Columns, c10, c11, c12);
            UpdateRow(c, offset + 2 * Columns, c20, c21, c22);
            UpdateRow(c, offset + 3 * Columns, c30, c31, c32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateRow<TUpdate>(TUpdate c, nint offset, Vector256<float> sum0, Vector256<float> sum1, Vector256<float> sum2)
        where TUpdate : struct, ISumUpdate<TUpdate>
    {
        c.Apply(offset, sum0);
        c.Apply(offset + 8, sum1);
        c.Apply(offset + 16, sum2);
    }
}
