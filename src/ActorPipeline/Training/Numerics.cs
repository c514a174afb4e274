namespace ActorPipeline.Training;

/// <summary>
/// What the last bits of the weights depend on besides data and settings: sums are divided among threads, and processors add in different
/// orders. The same batches with the same of both give the same weights, bit for bit; with others they agree to rounding.
/// </summary>
/// <param name="Threads">Threads that compute a step.</param>
/// <param name="Processor">What they run on, in the words of its maker, with its vector unit.</param>
public sealed record Numerics(int Threads, string Processor)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Threads} thread(s) on {Processor}";

    internal static void Write(BinaryWriter writer, Numerics? numerics)
    {
        writer.Write(numerics?.Threads ?? 0);
        writer.Write(numerics?.Processor ?? "");
    }

    internal static Numerics? Read(BinaryReader reader)
    {
        var (threads, processor) = (reader.ReadInt32(), reader.ReadString());
        return threads == 0 ? null : new(threads, processor);
    }
}
