using System.Buffers.Binary;
using System.Numerics;

namespace ActorPipeline.Consumers;

/// <summary>
/// SHA-256 (FIPS 180-4) whose state can be saved in the middle of a message and gone on from. .NET's own cannot, and a hash over a
/// stream that is resumed has to be that of the whole stream.
/// </summary>
internal sealed class Sha256
{
    private const int BlockBytes = 64;

    private static readonly uint[] _constants = [.. Primes(64).Select(prime => Fraction(Math.Cbrt(prime)))];

    private readonly uint[] _hash = [.. Primes(8).Select(prime => Fraction(Math.Sqrt(prime)))];
    private readonly byte[] _block = new byte[BlockBytes];
    private long _length;

    private int Filled => (int)(_length % BlockBytes);

    /// <summary>Goes on with the message.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (Filled > 0)
        {
            var head = data[..Math.Min(BlockBytes - Filled, data.Length)];
            head.CopyTo(_block.AsSpan(Filled));
            _length += head.Length;
            data = data[head.Length..];
            if (Filled > 0)
                return;
            Compress(_hash, _block);
        }
        _length += data.Length;
        for (; data.Length >= BlockBytes; data = data[BlockBytes..])
            Compress(_hash, data);
        data.CopyTo(_block);
    }

    /// <summary>The hash of the message so far, 32 bytes; the message may go on.</summary>
    public byte[] Current()
    {
        uint[] hash = [.. _hash];
        Span<byte> end = stackalloc byte[2 * BlockBytes];
        _block.AsSpan(0, Filled).CopyTo(end);
        end[Filled] = 0x80;
        end = end[..(Filled < BlockBytes - sizeof(long) ? BlockBytes : 2 * BlockBytes)];
        BinaryPrimitives.WriteInt64BigEndian(end[^sizeof(long)..], _length * 8);
        for (; end.Length > 0; end = end[BlockBytes..])
            Compress(hash, end);
        var bytes = new byte[hash.Length * sizeof(uint)];
        for (var i = 0; i < hash.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)), hash[i]);
        return bytes;
    }

    /// <summary>Writes the state: the eight words, the message's length in bytes, and the begun block.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var word in _hash)
            writer.Write(word);
        writer.Write(_length);
        writer.Write(_block);
    }

    /// <summary>Goes on from a state.</summary>
    public void Load(BinaryReader reader)
    {
        for (var i = 0; i < _hash.Length; i++)
            _hash[i] = reader.ReadUInt32();
        _length = reader.ReadInt64();
        reader.ReadBytes(BlockBytes).CopyTo(_block, 0);
    }

    private static void Compress(uint[] hash, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (var t = 0; t < 16; t++)
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        for (var t = 16; t < w.Length; t++)
        {
            var (x, y) = (w[t - 15], w[t - 2]);
            w[t] = w[t - 16] + w[t - 7]
                + (BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3))
                + (BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ (y >> 10));
        }
        var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3]);
        var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7]);
        var constants = _constants.AsSpan(0, 64);
        for (var t = 0; t < w.Length; t++)
        {
            var t1 = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25))
                + ((e & f) ^ (~e & g)) + constants[t] + w[t];
            var t2 = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22))
                + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e) = (g, f, e, d + t1);
            (d, c, b, a) = (c, b, a, t1 + t2);
        }
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    // The standard's constants: the first 32 bits of the fractional parts of roots of the first primes. A double has 52, of which these roots' whole part takes 5 at most.
    private static uint Fraction(double root) => (uint)((root - Math.Floor(root)) * (1L << 32));

    private static IEnumerable<int> Primes(int count) =>
        Enumerable.Range(2, int.MaxValue - 2).Where(n => Enumerable.Range(2, (int)Math.Sqrt(n) - 1).All(d => n % d != 0)).Take(count);
}
