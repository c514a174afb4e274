using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// The inner loop of a matrix product, one sealed class per instruction set, all with the same bits: an element is a sum over
/// the depth in ascending order, from zero, each step one fused multiply-add. Vectors run over elements, never over the depth.
/// </summary>
internal abstract unsafe class GemmKernel
{
    /// <summary>All implementations, the fastest first. Each computes rightly on any CPU, fast or not.</summary>
    public static IReadOnlyList<GemmKernel> All { get; } = [new Vector512Kernel(), new Vector256Kernel(), new ScalarKernel()];

    /// <summary>The fastest implementation on this CPU.</summary>
    public static GemmKernel Best { get; } = All.First(kernel => kernel.IsAccelerated);

    public abstract bool IsAccelerated { get; }

    /// <summary>Rows of a tile, a multiple of 4.</summary>
    public abstract int TileRows { get; }

    /// <summary>Columns of a tile, a multiple of <see cref="Vector256{T}.Count"/>.</summary>
    public abstract int TileColumns { get; }

    /// <summary>
    /// Updates c by the sums of a' * b, for <paramref name="tiles"/> tiles, one below the other, the first of which lies
    /// <paramref name="offset"/> floats after c's begin. Each tile has <paramref name="depth"/> rows of <see cref="TileRows"/> floats
    /// in a, <paramref name="aStride"/> floats after those of the tile before it. <paramref name="depth"/> rows of
    /// <see cref="TileColumns"/> floats in b serve all tiles. The tiles' own rows follow each other in c without gaps.
    /// </summary>
    public abstract void Multiply<TUpdate>(float* a, nint aStride, int tiles, int depth, float* b, TUpdate c, nint offset)
        where TUpdate : struct, ISumUpdate<TUpdate>;
}
