using System.Globalization;
using ActorPipeline.Memory;

namespace ActorPipeline.Host.Generating;

/// <summary>
/// A data set that is a function of these numbers: a row is its features, each from a standard normal, rounded to float32 and
/// printed as the shortest text that reads back the same, then the label: 1.0 where the sum of the features is positive, else 0.0.
/// Every file has a generator of its own, seeded by seed + its index, so that no file depends on another.
/// </summary>
/// <param name="Files">Files.</param>
/// <param name="Rows">Rows in each.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="Seed">The seed.</param>
internal sealed record SyntheticSet(int Files, int Rows, int Features, ulong Seed)
{
    // Room for the longest float32 (15 characters) and what follows it.
    private const int MaxField = 20;

    /// <summary>The name of a file, 0-based; all names have the same length.</summary>
    public string NameOf(int file) => $"examples-{file.ToString($"D{Math.Max(2, (Files - 1).ToString(CultureInfo.InvariantCulture).Length)}", CultureInfo.InvariantCulture)}.csv";

    /// <summary>Writes a file's text, with \n as line end.</summary>
    /// <param name="file">Which, 0-based.</param>
    /// <param name="output">Takes it.</param>
    /// <param name="buffer">Memory to write in; the longer, the fewer writes.</param>
    public void WriteFile(int file, Stream output, byte[] buffer)
    {
        var normal = new NormalDistribution(Xoshiro256.FromSeed(unchecked(Seed + (ulong)file)));
        var length = 0;
        for (var row = 0; row < Rows; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < Features; column++)
            {
                MakeRoom();
                var value = (float)normal.Next();
                sum += value;
                value.TryFormat(buffer.AsSpan(length), out var written, provider: CultureInfo.InvariantCulture);
                length += written;
                buffer[length++] = (byte)',';
            }
            MakeRoom();
            (sum > 0 ? "1.0\n"u8 : "0.0\n"u8).CopyTo(buffer.AsSpan(length));
            length += "1.0\n"u8.Length;
        }
        output.Write(buffer, 0, length);

        void MakeRoom()
        {
            if (buffer.Length - length >= MaxField)
                return;
            output.Write(buffer, 0, length);
            length = 0;
        }
    }
}
