using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Training.Cpu;

/// <summary>All that a model's training goes on from.</summary>
/// <param name="Steps">Steps taken so far.</param>
/// <param name="Parameters">In the order of <see cref="TutorialParameters"/>.</param>
/// <param name="Velocities">One for each parameter, in their order; null without momentum.</param>
internal sealed record TrainingState(long Steps, float[] Parameters, float[]? Velocities);

/// <summary>
/// The stored form of a model's training, all numbers little-endian: the eight characters <c>APWEIGHT</c>; int32 version, features, hidden
/// units; int64 steps taken; int32 1 where there are velocities, else 0; the parameters as float32 in the order of
/// <see cref="TutorialParameters"/>; the velocities likewise. There is no checksum: the training waits for this copy, and a checkpoint has
/// one over everything, which it does not wait for.
/// </summary>
internal static class WeightsFile
{
    private const string Magic = "APWEIGHT";
    private const int Version = 3;
    private const int HeaderBytes = 32;

    public static void Write(Stream stream, int features, int hiddenUnits, TrainingState state)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Encoding.ASCII.GetBytes(Magic, header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], features);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], hiddenUnits);
        BinaryPrimitives.WriteInt64LittleEndian(header[20..], state.Steps);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], state.Velocities is null ? 0 : 1);
        stream.Write(header);
        stream.Write(ToBytes(state.Parameters));
        stream.Write(ToBytes(state.Velocities));
    }

    /// <summary>Reads the training of a model of this shape, and not a byte more.</summary>
    /// <exception cref="TrainingException">The stream holds something else.</exception>
    public static TrainingState Read(Stream stream, int features, int hiddenUnits, int count)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        ReadExactly(stream, header, "header");
        var magic = Encoding.ASCII.GetBytes(Magic);
        if (!header[..8].SequenceEqual(magic))
            throw new TrainingException($"Not a weights file: it begins with the bytes {Hex(header[..8])}, expected {Hex(magic)}.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Version)
            throw new TrainingException($"The weights file has version {version}, expected {Version}.");
        var foundFeatures = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        var foundUnits = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        if ((foundFeatures, foundUnits) != (features, hiddenUnits))
        {
            throw new TrainingException(
                $"The weights are of {foundFeatures} features and {foundUnits} hidden units, expected {features} and {hiddenUnits}.");
        }
        var steps = BinaryPrimitives.ReadInt64LittleEndian(header[20..]);
        if (steps < 0)
            throw new TrainingException($"The weights file is of {steps} steps, expected at least 0.");
        var velocities = BinaryPrimitives.ReadInt32LittleEndian(header[28..]);
        if (velocities is not (0 or 1))
            throw new TrainingException($"The weights file says {velocities} to whether it has velocities, expected 0 or 1.");
        return new(steps, ReadNumbers(stream, count, "parameters"), velocities == 0 ? null : ReadNumbers(stream, count, "velocities"));
    }

    /// <summary>SHA-256, lower-case hex, of the parameters alone.</summary>
    public static string Hash(ReadOnlySpan<float> parameters) => Hex(SHA256.HashData(ToBytes(parameters)));

    private static float[] ReadNumbers(Stream stream, int count, string part)
    {
        var numbers = new float[count];
        ReadExactly(stream, MemoryMarshal.AsBytes(numbers.AsSpan()), part);
        SwapOnBigEndian(numbers);
        return numbers;
    }

    private static void ReadExactly(Stream stream, Span<byte> target, string part)
    {
        var found = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (found < target.Length)
            throw new TrainingException($"The weights file ends within its {part}: found {found} bytes of it, expected {target.Length}.");
    }

    private static ReadOnlySpan<byte> ToBytes(ReadOnlySpan<float> numbers)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(numbers);
        var swapped = numbers.ToArray();
        SwapOnBigEndian(swapped);
        return MemoryMarshal.AsBytes(swapped.AsSpan());
    }

    private static void SwapOnBigEndian(float[] numbers)
    {
        var words = MemoryMarshal.Cast<float, int>(numbers.AsSpan());
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(words, words);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
