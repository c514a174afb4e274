using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Memory;

namespace ActorPipeline.Cluster.DataPlane;

/// <summary>An array as bytes, for those who read into memory.</summary>
/// <param name="array">One that the collector does not move, as those of a <see cref="BufferPool{T}"/>.</param>
internal sealed unsafe class PinnedArrayMemory<T>(T[] array) : MemoryManager<byte> where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(array.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0) =>
        new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + elementIndex, default, this);

    public override void Unpin()
    {
        // it never moves
    }

    protected override void Dispose(bool disposing)
    {
        // the array is its pool's
    }
}
