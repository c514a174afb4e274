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
    private readonly TensorMemory _features;
    private readonly TensorMemory _labels;
    private readonly (Tensor Features, Tensor Labels)? _onGpu;

    /// <param name="rows">Rows of a batch at most.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="device">Where the steps are computed.</param>
    public TorchSlot(int rows, int width, torch.Device device)
        : this(new TensorMemory(IsGpu(device), rows, width), new TensorMemory(IsGpu(device), rows))
    {
        if (IsGpu(device))
            _onGpu = (OnGpu(_features.Tensor), OnGpu(_labels.Tensor));

        Tensor OnGpu(Tensor host) => empty_like(host, device: device).DetachFromDisposeScope();
    }

    private TorchSlot(TensorMemory features, TensorMemory labels)
        : base(features.Memory, labels.Memory) => (_features, _labels) = (features, labels);

    /// <summary>
    /// The batch in it: rows x features, and the rows' labels, float32 on the device. They are views of the slot's memory, valid for as
    /// long as the batch; the caller's dispose scope has them.
    /// </summary>
    /// <param name="rows">Rows of the batch.</param>
    public (Tensor Features, Tensor Labels) Tensors(int rows)
    {
        var (features, labels) = _onGpu ?? (_features.Tensor, _labels.Tensor);
        return (features.narrow(0, 0, rows), labels.narrow(0, 0, rows));
    }

    /// <inheritdoc/>
    public override void Filled(int rows)
    {
        if (_onGpu is not var (features, labels))
            return;
        try
        {
            using var scope = NewDisposeScope();
            features.narrow(0, 0, rows).copy_(_features.Tensor.narrow(0, 0, rows), nonBlocking: true);
            labels.narrow(0, 0, rows).copy_(_labels.Tensor.narrow(0, 0, rows), nonBlocking: true);
        }
        catch (ExternalException e)
        {
            throw TorchRuntime.Explain(e, "a batch on its way to the GPU", rows, (int)features.shape[1]);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (IDisposable memory in (TensorMemory[])[_features, _labels])
            memory.Dispose();
        _onGpu?.Features.Dispose();
        _onGpu?.Labels.Dispose();
    }

    private static bool IsGpu(torch.Device device) => device.type == DeviceType.CUDA;
}
