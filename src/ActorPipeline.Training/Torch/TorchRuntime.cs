using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorPipeline.Training.Torch;

/// <summary>What TorchSharp can do on this machine, and its errors in words for a user.</summary>
internal static class TorchRuntime
{
    /// <summary>What a user is told where the CPU takes the place of a GPU.</summary>
    public const string NoGpu = "device auto: no GPU that TorchSharp can use, so the CPU";

    // TorchSharp would write its own reasons to standard output, which belongs to the training log.
    private static readonly Lazy<string?> _whyNot = new(() =>
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e.Message.Split(". ")[0]; // then follows how to find out more
        }
    });

    /// <summary>
    /// There is a GPU that it can use. To be asked before any other call: the library for GPUs must be loaded before they are looked for.
    /// </summary>
    /// <exception cref="TrainingException">Its native library cannot be loaded.</exception>
    public static bool HasGpu() => _whyNot.Value is { } reason
        ? throw new TrainingException("TorchSharp's native library cannot be loaded: expected the one that the package TorchSharp-cpu or "
            + $"TorchSharp-cuda-linux {Version} brings for {RuntimeInformation.RuntimeIdentifier}, found none that fits: {reason}.")
        : torch.cuda.is_available();

    /// <summary>The device that a wish comes to; with <see cref="Device.Auto"/> a GPU where there is one.</summary>
    /// <exception cref="TrainingException">The wish cannot be met.</exception>
    public static torch.Device DeviceFor(Device wish) => (wish, HasGpu()) switch
    {
        (Device.Cpu, _) or (Device.Auto, false) => torch.CPU,
        (_, true) => torch.device(DeviceType.CUDA, 0),
        _ => throw new TrainingException(
            "device cuda: expected a GPU that TorchSharp can use, found none: torch.cuda.is_available() is false. "
            + "It needs scripts/setup --torch cuda, then another build, and a driver of NVIDIA that is new enough for it."),
    };

    /// <summary>An error of TorchSharp's native part, which puts pages of C++ addresses below its first line.</summary>
    /// <param name="error">The error.</param>
    /// <param name="doing">What failed.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="features">Features of a row.</param>
    public static TrainingException Explain(ExternalException error, string doing, int rows, int features) => new(
        error.Message.Contains("CUDA out of memory", StringComparison.Ordinal)
            ? $"{doing}: the GPU's memory does not suffice for a batch of {rows} rows x {features} features and all else that is there. "
                + "A smaller shuffle.batch-size, a smaller shuffle.prefetch or a smaller model needs less. "
                + $"TorchSharp says: {FirstLine(error.Message)}"
            : $"{doing}, a batch of {rows} rows x {features} features: TorchSharp says: {FirstLine(error.Message)}");

    private static string? Version =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static string FirstLine(string text) => text.AsSpan().TrimStart().ToString().Split('\n')[0].TrimEnd();
}
