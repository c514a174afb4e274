using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using TorchSharp;

namespace ActorPipeline.Torch;

/// <summary>libtorch on this machine: loading it, what it computes with, and its errors in words for a user.</summary>
internal static partial class TorchRuntime
{
    /// <summary>What a user is told where the CPU takes the place of a GPU.</summary>
    public const string NoGpu = "device auto: no GPU that TorchSharp can use, so the CPU";

    // Found by measuring: see ThreadsFor.
    private const long ParametersThatOccupyAThread = 2 << 20;

    private static readonly Lazy<string?> _whyNot = new(Load);

    /// <summary>What computes, as its maker calls it, and by which vectors.</summary>
    public static string Processor { get; } = $"{Brand()}, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors";

    /// <summary>Begins to load libtorch on a thread of its own, which takes a third of a second; whoever needs it first waits for it.</summary>
    public static void BeginToLoad() => new Thread(() => _ = _whyNot.Value) { IsBackground = true, Name = "libtorch" }.Start();

    /// <summary>
    /// There is a GPU that it can use. To be asked before any other call: the library for GPUs must be loaded before they are looked for.
    /// </summary>
    /// <exception cref="TrainingException">libtorch cannot be loaded.</exception>
    public static bool HasGpu() => _whyNot.Value is { } reason ? throw new TrainingException(reason) : torch.cuda.is_available();

    /// <summary>The device that a request comes to; with <see cref="Device.Auto"/> a GPU where there is one.</summary>
    /// <exception cref="PipelineException">The request cannot be met.</exception>
    public static torch.Device DeviceFor(Device requested) => (requested, HasGpu()) switch
    {
        (Device.Cpu, _) or (Device.Auto, false) => torch.CPU,
        (_, true) => torch.device(DeviceType.CUDA, 0),
        _ => throw SettingsReader.Wrong("trainer.device", "cpu or auto, since there is no GPU that TorchSharp can use (torch.cuda.is_available() is "
            + "false; a GPU needs a build with TORCH_BACKEND=cuda, and a driver of NVIDIA that is new enough for it)", "cuda"),
    };

    /// <summary>
    /// The threads that <c>auto</c> takes: one for each 2 million parameters. Measured with the tutorial's model on two cores that also decode, with
    /// 1, 2, 4 and 8 million parameters and batches of 23 and 128: a second thread gave 0.9, 0.9, 1.1 and 1.3 times the rows a second.
    /// </summary>
    /// <param name="parameters">Numbers that the model learns.</param>
    /// <param name="cores">Cores of the machine.</param>
    public static int ThreadsFor(long parameters, int cores) => (int)Math.Clamp(parameters / ParametersThatOccupyAThread, 1, cores);

    /// <summary>An error that says that there is not enough memory for a tensor.</summary>
    public static bool IsOutOfMemory(Exception error) =>
        error is ExternalException && error.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    /// <summary>An error of TorchSharp's native part, which puts pages of C++ addresses below its first line.</summary>
    /// <param name="error">The error.</param>
    /// <param name="doing">What failed.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="layout">The layout of a row.</param>
    public static TrainingException Explain(ExternalException error, string doing, int rows, RowLayout layout) => new(
        error.Message.Contains("CUDA out of memory", StringComparison.Ordinal)
            ? $"{doing}: the GPU's memory does not suffice for a batch of {rows} rows of [{layout}] and all else that is there. "
                + "A smaller shuffle.batch-size, a smaller shuffle.prefetch or a smaller model needs less. "
                + $"TorchSharp says: {FirstLine(error.Message)}"
            : $"{doing}, a batch of {rows} rows of [{layout}]: TorchSharp says: {FirstLine(error.Message)}");

    // TorchSharp's own loader copies packages about where it fails, and writes to standard output, which belongs to the training log.
    private static string? Load()
    {
        // Threads of OpenMP that wait by spinning take the cores from the readers and decoders. It is read once, as the library is loaded, and by
        // native code, which does not see what .NET sets.
        if (!OperatingSystem.IsWindows())
            _ = SetVariable("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, searchPath: null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return $"TorchSharp's native library cannot be loaded: {e.Message.Split(". ")[0]}. Expected libLibTorchSharp and libtorch beside the "
                + $"program, as the packages TorchSharp {Version} and libtorch-cpu-{RuntimeInformation.RuntimeIdentifier}, or TorchSharp-cuda-linux, "
                + "bring them; on Linux they need glibc 2.34 and the libstdc++ of GCC 12, or later ones.";
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    private static string? Version => typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    private static string FirstLine(string text) => text.AsSpan().TrimStart().ToString().Split('\n')[0].TrimEnd();

    // CPUID leaves 0x80000002 to 0x80000004: 48 characters. AMD64 Architecture Programmer's Manual, volume 3, appendix E.
    private static string Brand()
    {
        if (!X86Base.IsSupported)
            return RuntimeInformation.ProcessArchitecture.ToString();
        var words = Enumerable.Range(0, 3).Select(i => X86Base.CpuId(unchecked((int)0x80000002) + i, 0)).SelectMany(r => (int[])[r.Eax, r.Ebx, r.Ecx, r.Edx]);
        return Encoding.ASCII.GetString([.. words.SelectMany(BitConverter.GetBytes)]).Trim('\0', ' ');
    }
}
