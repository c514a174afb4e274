using System.Security.Cryptography;
using System.Text;
using ActorPipeline.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>
/// The stored form of a training, all numbers little-endian: the eight characters <c>APMODULE</c>; int32 version; int64 steps; the layout, which
/// whoever reads must have too: int32 lines, and each as a string; then what TorchSharp writes of the module and of the optimizer's state. An
/// optimizer's settings, the learning rate among them, are those of whoever reads.
/// </summary>
internal static class TorchState
{
    private const int Version = 2;

    private static readonly byte[] _magic = "APMODULE"u8.ToArray();

    public static void Write(Stream stream, long steps, nn.Module module, OptimizerHelper optimizer)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(_magic);
        writer.Write(Version);
        writer.Write(steps);
        var layout = LayoutOf(module, optimizer);
        writer.Write(layout.Length);
        foreach (var line in layout)
            writer.Write(line);
        module.save(writer);
        optimizer.save_state_dict(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and not a byte more.</summary>
    /// <returns>Steps.</returns>
    /// <exception cref="TrainingException">The stream holds something else; nothing has changed then.</exception>
    public static long Read(Stream stream, nn.Module module, OptimizerHelper optimizer)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            var steps = ReadHeader(reader, LayoutOf(module, optimizer));
            ReadState(reader, module, optimizer);
            return steps;
        }
        catch (EndOfStreamException)
        {
            throw new TrainingException("The model's part of the checkpoint ends early.");
        }
    }

    /// <summary>SHA-256, lower-case hex, of the parameters alone, as float32.</summary>
    public static string Hash(nn.Module module)
    {
        using var hash = SHA256.Create();
        using var scope = NewDisposeScope();
        using (var hashed = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            foreach (var (_, parameter) in module.named_parameters())
                parameter.detach().to(ScalarType.Float32).cpu().contiguous().WriteBytesToStream(hashed);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static string[] LayoutOf(nn.Module module, OptimizerHelper optimizer) =>
    [
        .. module.named_parameters().Select(p => Line("parameter", p.name, p.parameter)),
        .. module.named_buffers().Select(b => Line("buffer", b.name, b.buffer)),
        $"optimizer {optimizer.GetType().Name}",
    ];

    private static string Line(string kind, string name, Tensor tensor) => $"{kind} {name} of {tensor.dtype} [{string.Join(", ", tensor.shape)}]";

    private static long ReadHeader(BinaryReader reader, string[] layout)
    {
        var magic = new byte[_magic.Length];
        reader.BaseStream.ReadExactly(magic);
        if (!magic.AsSpan().SequenceEqual(_magic))
        {
            throw new TrainingException("The model's part of the checkpoint is not one of TorchSharp: "
                + $"it begins with the bytes {Convert.ToHexStringLower(magic)}, expected {Convert.ToHexStringLower(_magic)}.");
        }
        if (reader.ReadInt32() is var version && version != Version)
            throw new TrainingException($"The model's part of the checkpoint has version {version}, expected {Version}.");
        var steps = reader.ReadInt64();
        var lines = reader.ReadInt32();
        for (var i = 0; i < Math.Max(lines, layout.Length); i++)
        {
            var (found, expected) = (i < lines ? reader.ReadString() : "the end", i < layout.Length ? layout[i] : "the end");
            if (found != expected)
                throw new TrainingException($"The checkpoint is of another model or optimizer: found {found}, expected {expected}.");
        }
        return steps;
    }

    // TorchSharp reads straight into the module: what it leaves half done, by an error of any type, is taken back.
    private static void ReadState(BinaryReader reader, nn.Module module, OptimizerHelper optimizer)
    {
        using var before = new MemoryStream();
        using var kept = new BinaryWriter(before);
        module.save(kept);
        optimizer.save_state_dict(kept);
        try
        {
            Load(reader);
        }
        catch
        {
            before.Position = 0;
            Load(new BinaryReader(before));
            throw;
        }

        void Load(BinaryReader from)
        {
            module.load(from);
            optimizer.load_state_dict(from);
        }
    }
}
