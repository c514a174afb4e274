using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// The stored form of a model's weights, all numbers little-endian: the eight characters <c>APWEIGHT</c>; int32 version, features,
/// hidden units; the parameters as float32 in the order of <see cref="TutorialParameters"/>. There is no checksum: the training waits for
/// this copy, and a checkpoint has one over everything, which it does not wait for.
/// </summary>
internal static class WeightsFile
{
    private const string Magic = "APWEIGHT";
    private const int Version = 2;
    private const int HeaderBytes = 20;

    public static void Write(Stream stream, int features, int hiddenUnits, ReadOnlySpan<float> parameters)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Encoding.ASCII.GetBytes(Magic, header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], features);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], hiddenUnits);
        stream.Write(header);
        stream.Write(ToBytes(parameters));
    }

    /// <summary>Reads the parameters of a model of this shape, and not a byte more.</summary>
    /// <exception cref="TrainingException">The stream holds something else.</exception>
    public static float[] Read(Stream stream, int features, int hiddenUnits, int count)
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
        var body = new byte[checked(count * sizeof(float))];
        ReadExactly(stream, body, "parameters");
        return FromBytes(body);
    }

    /// <summary>SHA-256, lower-case hex, of the parameters alone.</summary>
    public static string Hash(ReadOnlySpan<float> parameters) => Hex(SHA256.HashData(ToBytes(parameters)));

    private static void ReadExactly(Stream stream, Span<byte> target, string part)
    {
        var found = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (found < target.Length)
            throw new TrainingException($"The weights file ends within its {part}: found {found} bytes of it, expected {target.Length}.");
    }

    private static byte[] ToBytes(ReadOnlySpan<float> numbers)
    {
        var bytes = new byte[checked(numbers.Length * sizeof(float))];
        MemoryMarshal.AsBytes(numbers).CopyTo(bytes);
        SwapOnBigEndian(bytes);
        return bytes;
    }

    private static float[] FromBytes(byte[] bytes)
    {
        SwapOnBigEndian(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private static void SwapOnBigEndian(byte[] bytes)
    {
        var words = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(words, words);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
