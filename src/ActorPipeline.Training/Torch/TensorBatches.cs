using ActorPipeline.Shuffling;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorPipeline.Training.Torch;

/// <summary>Batches as tensors, for a training loop of your own.</summary>
public static class TensorBatches
{
    /// <summary>
    /// A batch's rows x features, and its rows' labels, as float32 on a device: copies, so they stay valid. They are the caller's to dispose, or
    /// its dispose scope's.
    /// </summary>
    public static (Tensor Features, Tensor Labels) ToTensors(this MiniBatch batch, torch.Device device) =>
        (Copy(batch.Features, device, batch.Count, batch.Width), Copy(batch.Labels, device, batch.Count));

    private static Tensor Copy(ReadOnlySpan<float> numbers, torch.Device device, params long[] shape)
    {
        using var host = new TensorMemory(pageLocked: false, shape);
        numbers.CopyTo(host.GetSpan());
        return host.Tensor.to(device);
    }
}
