using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>8 x 32 elements a tile: 16 sums, enough to hide the latency of two multiply-adds a cycle.</summary>
internal sealed unsafe class Vector512Kernel : GemmKernel
{
    private const int Rows = 8;
    private const int Columns = 32;

    public override bool IsAccelerated => Vector512.IsHardwareAccelerated;

    public override int TileRows => Rows;

    public override int TileColumns => Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply<TUpdate>(float* a, nint aStride, int tiles, int depth, float* b, TUpdate c, nint offset)
    {
        for (; tiles > 0; tiles--, a += aStride, offset += Rows * Columns)
        {
            Vector512<float> c00 = Vector512<float>.Zero, c01 = Vector512<float>.Zero;
            Vector512<float> c10 = Vector512<float>.Zero, c11 = Vector512<float>.Zero;
            Vector512<float> c20 = Vector512<float>.Zero, c21 = Vector512<float>.Zero;
            Vector512<float> c30 = Vector512<float>.Zero, c31 = Vector512<float>.Zero;
            Vector512<float> c40 = Vector512<float>.Zero, c41 = Vector512<float>.Zero;
            Vector512<float> c50 = Vector512<float>.Zero, c51 = Vector512<float>.Zero;
            Vector512<float> c60 = Vector512<float>.Zero, c61 = Vector512<float>.Zero;
            Vector512<float> c70 = Vector512<float>.Zero, c71 = Vector512<float>.Zero;
            float* x = a, y = b;
            for (var k = depth; k > 0; k--, x += Rows, y += Columns)
            {
                var (b0, b1) = (Vector512.Load(y), Vector512.Load(y + 16));
                var ai = Vector512.Create(x[0]);
                c00 = Vector512.FusedMultiplyAdd(ai, b0, c00);
                c01 = Vector512.FusedMultiplyAdd(ai, b1, c01);
                ai = Vector512.Create(x[1]);
                c10 = Vector512.FusedMultiplyAdd(ai, b0, c10);
                c11 = Vector512.FusedMultiplyAdd(ai, b1, c11);
                ai = Vector512.Create(x[2]);
                c20 = Vector512.FusedMultiplyAdd(ai, b0, c20);
                c21 = Vector512.FusedMultiplyAdd(ai, b1, c21);
                ai = Vector512.Create(x[3]);
                c30 = Vector512.FusedMultiplyAdd(ai, b0, c30);
                c31 = Vector512.FusedMultiplyAdd(ai, b1, c31);
                ai = Vector512.Create(x[4]);
                c40 = Vector512.FusedMultiplyAdd(ai, b0, c40);
                c41 = Vector512.FusedMultiplyAdd(ai, b1, c41);
                ai = Vector512.Create(x[5]);
                c50 = Vector512.FusedMultiplyAdd(ai, b0, c50);
                c51 = Vector512.FusedMultiplyAdd(ai, b1, c51);
                ai = Vector512.Create(x[6]);
                c60 = Vector512.FusedMultiplyAdd(ai, b0, c60);
                c61 = Vector512.FusedMultiplyAdd(ai, b1, c61);
                ai = Vector512.Create(x[7]);
                c70 = Vector512.FusedMultiplyAdd(ai, b0, c70);
                c71 = Vector512.FusedMultiplyAdd(ai, b1, c71);
            }
            UpdateRow(c, offset + 0 * Columns, c00, c01);
            UpdateRow(c, offset + 1 * Columns, c10, c11);
            UpdateRow(c, offset + 2 * Columns, c20, c21);
            UpdateRow(c, offset + 3 * Columns, c30, c31);
            UpdateRow(c, offset + 4 * Columns, c40, c41);
            UpdateRow(c, offset + 5 * Columns, c50, c51);
            UpdateRow(c, offset + 6 * Columns, c60, c61);
            UpdateRow(c, offset + 7 * Columns, c70, c71);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateRow<TUpdate>(TUpdate c, nint offset, Vector512<float> sum0, Vector512<float> sum1)
        where TUpdate : struct, ISumUpdate<TUpdate>
    {
        c.Apply(offset, sum0);
        c.Apply(offset + 16, sum1);
    }
}
