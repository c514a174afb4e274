using System.Runtime.CompilerServices;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>Batches as tensors, for a training loop of your own.</summary>
public static class TensorBatches
{
    /// <summary>
    /// The batches of <see cref="DatasetRun.Batches"/> as tensors on a device, rows x features and a label for each row, float32.
    /// They are disposed when the next ones are asked for, or the loop is left; the loop itself may await. No dispose scope has them.
    /// <code>
    /// await foreach (var (x, y) in run.ReadTensorsAsync(device, stop))
    /// {
    ///     using var scope = torch.NewDisposeScope();
    ///     ...
    /// }
    /// </code>
    /// </summary>
    /// <param name="run">Gives the batches.</param>
    /// <param name="device">Where the tensors are to be.</param>
    /// <param name="stop">Ends the loop with an <see cref="OperationCanceledException"/>, also while it waits.</param>
    /// <exception cref="PipelineException">The run failed; the batches before the failure have come.</exception>
    public static async IAsyncEnumerable<(Tensor X, Tensor Y)> ReadTensorsAsync(
        this DatasetRun run, torch.Device device, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await foreach (var batch in run.Batches.WithCancellation(stop).ConfigureAwait(false))
        {
            var (features, labels) = batch.ToTensors(device);
            using var x = features.DetachFromDisposeScope();
            using var y = labels.DetachFromDisposeScope();
            yield return (x, y);
        }
    }

    /// <summary>
    /// A batch's rows x features, and its rows' labels, as float32 on a device: copies, so they stay valid. They are the caller's to
    /// dispose, or its dispose scope's.
    /// </summary>
    public static (Tensor Features, Tensor Labels) ToTensors(this MiniBatch batch, torch.Device device) =>
        (batch.ToTensor("features", device), batch.ToTensor("label", device));

    /// <summary>
    /// A field of a batch on a device, rows x the field's shape; where the shape is a single element, one for each row. It is a copy, so it stays
    /// valid, and the caller's to dispose, or its dispose scope's.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The rows have no such field.</exception>
    public static Tensor ToTensor(this MiniBatch batch, string field, torch.Device device)
    {
        using var host = new TensorMemory(pageLocked: false, batch[field].Field, batch.Count);
        batch[field].Bytes.CopyTo(host.GetSpan());
        return host.Tensor.to(device);
    }

    /// <summary>The field where the trainer's memory has it, without a copy; a copy where the batch has another kind of memory.</summary>
    internal static Tensor View(this MiniBatch batch, string field, torch.Device device) => batch.Slot is TorchSlot slot
        ? slot.Tensor(batch.Layout.IndexOf(field), batch.Count)
        : batch.ToTensor(field, device);
}
