using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>element += factor x sum, by one fused multiply-add: a product added to a matrix, or a step of plain gradient descent.</summary>
internal readonly unsafe struct Addition(float* elements, float factor) : ISumUpdate<Addition>
{
    public Addition Part(bool isFirst, bool isLast) => this;

    public void Apply(nint offset, float sum) => elements[offset] = MathF.FusedMultiplyAdd(factor, sum, elements[offset]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(nint offset, Vector256<float> sums) =>
        Vector256.FusedMultiplyAdd(Vector256.Create(factor), sums, Vector256.Load(elements + offset)).Store(elements + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(nint offset, Vector512<float> sums) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(factor), sums, Vector512.Load(elements + offset)).Store(elements + offset);
}
