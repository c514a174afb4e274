namespace ActorPipeline.Training.Cpu;

/// <summary>
/// Zeroed floats that begin on a cache line and never move, so that kernels can keep pointers to them. A pinned array, not
/// native memory: it needs no release.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int CacheLine = 64;

    private readonly float[] _array;

    public AlignedFloats(int length)
    {
        _array = GC.AllocateArray<float>(checked(length + CacheLine / sizeof(float)), pinned: true);
        fixed (float* start = _array)
            Pointer = (float*)(((nuint)start + (CacheLine - 1)) & ~(nuint)(CacheLine - 1));
        Length = length;
    }

    public int Length { get; }

    /// <summary>Valid for as long as this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
