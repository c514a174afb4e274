using System.Buffers;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>The memory of a tensor of float32 on the CPU, to be written to by those who know no tensors. It owns the tensor.</summary>
internal sealed unsafe class TensorMemory : MemoryManager<float>
{
    private readonly float* _first;
    private readonly int _length;

    /// <param name="pageLocked">The copy to a GPU can then run while the CPU does other things; needs a GPU.</param>
    /// <param name="shape">At least one element along the first dimension.</param>
    public TensorMemory(bool pageLocked, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var plain = empty(shape, ScalarType.Float32, CPU);
        Tensor = (pageLocked ? plain.pin_memory() : plain).DetachFromDisposeScope();
        fixed (byte* first = Tensor.narrow(0, 0, 1).bytes) // of all together there may be more bytes than a span holds
            _first = (float*)first;
        _length = checked((int)Tensor.numel());
    }

    public Tensor Tensor { get; }

    public override Span<float> GetSpan() => new(_first, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_first + elementIndex);

    public override void Unpin()
    {
        // a tensor's memory never moves
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Tensor.Dispose();
    }
}
