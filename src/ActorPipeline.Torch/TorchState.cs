using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ActorPipeline.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorPipeline.Torch;

/// <summary>
/// The stored form of a training with TorchSharp, all numbers little-endian: the eight characters <c>APMODULE</c>; int32 version; int64
/// steps; then the entries, each with its name: the module's parameters, its buffers, and all that the optimizer knows about each
/// parameter, which is the public fields of its states. Whoever reads must have the same entries. An optimizer's settings, the learning rate
/// among them, are those of whoever reads.
/// </summary>
internal static class TorchState
{
    private const string Magic = "APMODULE";
    private const int Version = 1;
    private const int BytesAtOnce = 1 << 24;

    private delegate void BytesAction(Span<byte> bytes);

    private enum Kind : byte
    {
        Nothing,
        Tensor,
        Integer,
        Real,
    }

    public static void Write(Stream stream, long steps, nn.Module module, OptimizerHelper optimizer)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(Version);
        writer.Write(steps);
        foreach (var entry in Entries(module, optimizer))
        {
            writer.Write(entry.Name);
            Write(writer, entry.Get());
        }
    }

    /// <summary>Reads what <see cref="Write(Stream, long, nn.Module, OptimizerHelper)"/> wrote, and not a byte more.</summary>
    /// <returns>Steps.</returns>
    /// <exception cref="TrainingException">The stream holds something else; nothing has changed then.</exception>
    public static long Read(Stream stream, nn.Module module, OptimizerHelper optimizer)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        using var scope = NewDisposeScope();
        var steps = 0L;
        var entries = Entries(module, optimizer).ToArray();
        var values = new object?[entries.Length];
        var at = "header";
        try
        {
            ReadHeader(reader);
            steps = reader.ReadInt64();
            for (var i = 0; i < entries.Length; i++)
            {
                at = entries[i].Name;
                if (reader.ReadString() is var name && name != at)
                    throw new TrainingException($"The checkpoint is of another model or optimizer: found {name}, expected {at}.");
                values[i] = Read(reader, entries[i]);
            }
        }
        catch (EndOfStreamException)
        {
            throw new TrainingException($"The model's part of the checkpoint ends within its {at}.");
        }
        using var _ = no_grad();
        foreach (var (entry, value) in entries.Zip(values))
            entry.Set(value);
        return steps;
    }

    /// <summary>SHA-256, lower-case hex, of the parameters alone, as float32.</summary>
    public static string Hash(nn.Module module)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = NewDisposeScope();
        foreach (var (_, parameter) in module.named_parameters())
            EachPart(parameter.detach().to(ScalarType.Float32), bytes => hash.AppendData(bytes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<Entry> Entries(nn.Module module, OptimizerHelper optimizer)
    {
        foreach (var (name, parameter) in module.named_parameters())
            yield return Entry.Of($"parameter {name}", parameter);
        foreach (var (name, buffer) in module.named_buffers())
            yield return Entry.Of($"buffer {name}", buffer);
        var states = optimizer.parameters().Zip(optimizer.state_dict().State, (parameter, state) => (parameter, state));
        foreach (var ((parameter, state), index) in states.Select((s, i) => (s, i)))
            foreach (var field in state.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
                yield return Entry.Of($"{optimizer.GetType().Name} {index} {field.Name}", state, field, parameter.device);
    }

    private static void ReadHeader(BinaryReader reader)
    {
        var expected = Encoding.ASCII.GetBytes(Magic);
        var found = new byte[expected.Length];
        reader.BaseStream.ReadExactly(found);
        if (!found.AsSpan().SequenceEqual(expected))
        {
            throw new TrainingException("The model's part of the checkpoint is not one of TorchSharp: "
                + $"it begins with the bytes {Convert.ToHexStringLower(found)}, expected {Convert.ToHexStringLower(expected)}.");
        }
        if (reader.ReadInt32() is var version && version != Version)
            throw new TrainingException($"The model's part of the checkpoint has version {version}, expected {Version}.");
    }

    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write((byte)Kind.Nothing);
                break;
            case long integer:
                writer.Write((byte)Kind.Integer);
                writer.Write(integer);
                break;
            case double real:
                writer.Write((byte)Kind.Real);
                writer.Write(real);
                break;
            case Tensor tensor:
                writer.Write((byte)Kind.Tensor);
                writer.Write((byte)tensor.dtype);
                writer.Write(tensor.shape.Length);
                foreach (var length in tensor.shape)
                    writer.Write(length);
                EachPart(tensor, bytes => writer.BaseStream.Write(bytes));
                break;
            default:
                throw new TrainingException(
                    $"Expected an optimizer whose state is of tensors and numbers, found {value.GetType()}; no checkpoint can hold that.");
        }
    }

    private static object? Read(BinaryReader reader, Entry entry)
    {
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Nothing:
                return null;
            case Kind.Integer:
                return reader.ReadInt64();
            case Kind.Real:
                return reader.ReadDouble();
            default:
                var type = (ScalarType)reader.ReadByte();
                var shape = new long[reader.ReadInt32()];
                for (var i = 0; i < shape.Length; i++)
                    shape[i] = reader.ReadInt64();
                if (entry.Shape is var (expectedType, expected) && (type != expectedType || !shape.AsSpan().SequenceEqual(expected)))
                {
                    throw new TrainingException($"The checkpoint is of another model: found {entry.Name} of {Describe(type, shape)}, "
                        + $"expected {Describe(expectedType, expected)}.");
                }
                var tensor = empty(shape, type, CPU);
                EachPart(tensor, reader.BaseStream.ReadExactly);
                return tensor;
        }
    }

    // A span holds fewer bytes than a tensor may have.
    private static void EachPart(Tensor tensor, BytesAction action)
    {
        using var scope = NewDisposeScope();
        var elements = tensor.detach().cpu().contiguous().view(-1);
        var atOnce = BytesAtOnce / tensor.ElementSize;
        for (var first = 0L; first < elements.numel(); first += atOnce)
            action(elements.narrow(0, first, Math.Min(atOnce, elements.numel() - first)).bytes);
    }

    private static string Describe(ScalarType type, long[] shape) =>
        $"{type} [{string.Join(", ", shape.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>One named value.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Shape">What a tensor must be like; null: it may not be there yet.</param>
    /// <param name="Get">The value: a tensor, a long, a double or null.</param>
    /// <param name="Set">Takes such a value; a tensor on the CPU, which stays the caller's.</param>
    private sealed record Entry(string Name, (ScalarType Type, long[] Lengths)? Shape, Func<object?> Get, Action<object?> Set)
    {
        public static Entry Of(string name, Tensor tensor) =>
            new(name, (tensor.dtype, tensor.shape), () => tensor, value => tensor.copy_((Tensor)value!));

        public static Entry Of(string name, OptimizerState state, FieldInfo field, torch.Device device) =>
            new(name, null, () => field.GetValue(state), value =>
            {
                (field.GetValue(state) as Tensor)?.Dispose();
                field.SetValue(state, value is Tensor tensor ? tensor.to(device).DetachFromDisposeScope() : value);
            });
    }
}
