using System.Runtime.InteropServices;

namespace ActorPipeline.Tests;

/// <summary>Rows of plain numbers as the pipeline moves them.</summary>
internal static class RowBytes
{
    public static byte[] Of(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();

    public static float[] ToNumbers(ReadOnlySpan<byte> row) => MemoryMarshal.Cast<byte, float>(row).ToArray();
}
