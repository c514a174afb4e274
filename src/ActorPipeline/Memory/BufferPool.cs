using System.Runtime.CompilerServices;

namespace ActorPipeline.Memory;

/// <summary>A pool of arrays of one length, which the collector does not move.</summary>
/// <param name="name">What the buffers are for; errors name it.</param>
/// <param name="count">Buffers, at least 1.</param>
/// <param name="length">Elements in each buffer.</param>
public sealed class BufferPool<T>(string name, int count, int length)
    : Pool<T[]>(name, (long)length * Unsafe.SizeOf<T>(), Enumerable.Range(0, count).Select(_ => Allocate(length)))
    where T : unmanaged
{
    /// <summary>An array of undefined contents that the collector does not move.</summary>
    internal static T[] Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return GC.AllocateUninitializedArray<T>(length, pinned: true);
    }
}
