using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// What sums do to the elements of a matrix that they belong to, each by the same operations whatever the vector's width. It is a
/// struct, so that the kernels are compiled anew for each kind of update.
/// </summary>
internal interface ISumUpdate<TSelf> where TSelf : struct, ISumUpdate<TSelf>
{
    /// <summary>The update by one part of the sums, where they come in several.</summary>
    TSelf Part(bool isFirst, bool isLast);

    /// <summary>Updates the element that lies <paramref name="offset"/> floats after the matrix's begin.</summary>
    void Apply(nint offset, float sum);

    /// <summary>Updates the elements from <paramref name="offset"/> on.</summary>
    void Apply(nint offset, Vector256<float> sums);

    /// <inheritdoc cref="Apply(nint, Vector256{float})"/>
    void Apply(nint offset, Vector512<float> sums);
}
