using System.Runtime.InteropServices;
using ActorPipeline.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>
/// The memory of one batch as tensors, which rows are gathered straight into. For a GPU there is a second one there, and the first is
/// page-locked: the copy is queued as soon as the batch is whole, ahead of the step that needs it, and the CPU waits for none of it.
/// </summary>
/// <remarks>
/// TorchSharp has one queue for each GPU: a copy that is issued while a step is being issued takes its turn among the step's operations, so
/// every operation of the batch's own step comes after it. The step ends with a blocking read, hence nothing is under way any more when the
/// memory is used again.
/// </remarks>
public sealed class TorchSlot : BatchSlot
{
    private readonly TensorMemory[] _fields;
    private readonly Tensor[]? _onGpu;

    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="layout">The layout of a row.</param>
    /// <param name="device">Where the steps are computed.</param>
    public TorchSlot(int rows, RowLayout layout, torch.Device device)
        : this(rows, layout, [.. layout.Fields.Select(field => new TensorMemory(IsGpu(device), field, rows))])
    {
        if (IsGpu(device))
            _onGpu = [.. _fields.Select(field => empty_like(field.Tensor, device: device).DetachFromDisposeScope())];
    }

    private TorchSlot(int rows, RowLayout layout, TensorMemory[] fields)
        : base(rows, layout, [.. fields.Select(field => field.Memory)]) => _fields = fields;

    /// <summary>
    /// A field of the batch in it, rows x the field's shape, on the device; where the shape is a single element, one for each row. It is a view of
    /// the slot's memory, valid for as long as the batch; the caller's dispose scope has it.
    /// </summary>
    /// <param name="field">The field's place in the layout, 0-based.</param>
    /// <param name="rows">Rows of the batch.</param>
    public Tensor Tensor(int field, int rows) => (_onGpu?[field] ?? _fields[field].Tensor).narrow(0, 0, rows);

    /// <inheritdoc/>
    public override void Filled(int rows)
    {
        if (_onGpu is null)
            return;
        try
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < _onGpu.Length; i++)
                _onGpu[i].narrow(0, 0, rows).copy_(_fields[i].Tensor.narrow(0, 0, rows), nonBlocking: true);
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, "a batch on its way to the GPU", rows, Layout);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (IDisposable memory in _fields)
            memory.Dispose();
        foreach (var tensor in _onGpu ?? [])
            tensor.Dispose();
    }

    private static bool IsGpu(torch.Device device) => device.type == DeviceType.CUDA;
}
