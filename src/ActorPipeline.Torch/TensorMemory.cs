using System.Buffers;
using ActorPipeline.Data;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>The memory of a tensor on the CPU as bytes, to be written to by those who know no tensors. It owns the tensor.</summary>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    private readonly byte* _first;
    private readonly int _length;

    /// <param name="pageLocked">The copy to a GPU can then run while the CPU does other things; needs a GPU.</param>
    /// <param name="type">What its elements are.</param>
    /// <param name="shape">At least one element along the first dimension.</param>
    public TensorMemory(bool pageLocked, ScalarType type, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var plain = empty(shape, type, CPU);
        Tensor = (pageLocked ? plain.pin_memory() : plain).DetachFromDisposeScope();
        fixed (byte* first = Tensor.narrow(0, 0, 1).bytes) // of all together there may be more bytes than a span holds
            _first = first;
        _length = checked((int)(Tensor.numel() * Tensor.element_size()));
    }

    /// <summary>The memory of one field of so many rows: rows x the field's shape, one element for each row where it is a single one.</summary>
    public TensorMemory(bool pageLocked, Field field, int rows)
        : this(pageLocked, TypeOf(field.Type), field.Length == 1 ? [rows] : [rows, .. field.Shape.Select(dimension => (long)dimension)])
    {
    }

    public Tensor Tensor { get; }

    public override Span<byte> GetSpan() => new(_first, _length);

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

    private static ScalarType TypeOf(FieldType type) => type switch
    {
        FieldType.Int64 => ScalarType.Int64,
        FieldType.UInt8 => ScalarType.Byte,
        _ => ScalarType.Float32,
    };
}
