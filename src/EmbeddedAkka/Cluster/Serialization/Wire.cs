using System.Text;
using Akka.Actor;

namespace Akka.Cluster.Serialization;

/// <summary>
/// Writes little-endian bytes: a version, then numbers of 7 bits a byte, lists by count, and texts and nodes in full where they come first
/// and by their number where they come again, which is what keeps a big cluster's gossip in one frame.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private readonly Dictionary<string, int> _texts = [];
    private readonly Dictionary<UniqueAddress, int> _nodes = [];

    internal WireWriter(byte version)
    {
        _writer = new BinaryWriter(_bytes, Encoding.UTF8);
        _writer.Write(version);
    }

    public void Dispose() => _writer.Dispose();

    internal byte[] ToArray() => _bytes.ToArray();

    internal void Number(int value) => _writer.Write7BitEncodedInt(value);

    internal void Long(long value) => _writer.Write7BitEncodedInt64(value);

    internal void Text(string text)
    {
        if (IsKnown(_texts, text))
            return;
        _writer.Write(text);
    }

    internal void Node(UniqueAddress node)
    {
        if (IsKnown(_nodes, node))
            return;
        Text(node.Address.Protocol);
        Text(node.Address.System);
        Text(node.Address.Host ?? "");
        Number(node.Address.Port ?? 0);
        _writer.Write(node.Uid);
    }

    internal void Each<T>(IEnumerable<T> items, Action<T> write)
    {
        var list = items.ToList();
        Number(list.Count);
        list.ForEach(write);
    }

    /// <summary>Writes the number of what was written before, or 0.</summary>
    private bool IsKnown<T>(Dictionary<T, int> known, T item)
        where T : notnull
    {
        var number = known.GetValueOrDefault(item);
        Number(number);
        if (number == 0)
            known.Add(item, known.Count + 1);
        return number != 0;
    }
}

/// <summary>
/// Reads what <see cref="WireWriter"/> has written. Whatever else it is given, it takes memory in proportion to that, and throws.
/// </summary>
/// <exception cref="FormatException">These are not such bytes.</exception>
internal sealed class WireReader
{
    private const int MaxTextBytes = 1024;

    private readonly MemoryStream _bytes;
    private readonly BinaryReader _reader;
    private readonly List<string> _texts = [];
    private readonly List<UniqueAddress> _nodes = [];

    internal WireReader(byte[] bytes, byte version)
    {
        _bytes = new MemoryStream(bytes);
        _reader = new BinaryReader(_bytes, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var found = Read(_reader.ReadByte);
        if (found != version)
            throw new FormatException($"version {found} of a message between nodes of a cluster, expected {version}");
    }

    internal int Number() => Read(_reader.Read7BitEncodedInt);

    internal long Long() => Read(_reader.Read7BitEncodedInt64);

    internal string Text() => Known(_texts, () =>
    {
        var length = Number();
        if (length is < 0 or > MaxTextBytes || length > _bytes.Length - _bytes.Position)
            throw new FormatException($"a text of {length} bytes, expected at most {MaxTextBytes}");
        try
        {
            return Encoding.UTF8.GetString(_reader.ReadBytes(length));
        }
        catch (ArgumentException invalid)
        {
            throw new FormatException("a text that is no UTF-8", invalid);
        }
    });

    internal UniqueAddress Node() => Known(_nodes, () =>
    {
        var (protocol, system, host, port) = (Text(), Text(), Text(), Number());
        return new UniqueAddress(new Address(protocol, system, host, port), Read(_reader.ReadInt32));
    });

    internal IReadOnlyList<T> Each<T>(Func<T> read)
    {
        var count = Number();
        if (count < 0 || count > _bytes.Length - _bytes.Position)
            throw new FormatException($"a list of {count} in {_bytes.Length - _bytes.Position} bytes");
        var items = new List<T>();
        for (var i = 0; i < count; i++)
            items.Add(read());
        return items;
    }

    internal void End()
    {
        if (_bytes.Position != _bytes.Length)
            throw new FormatException($"{_bytes.Length - _bytes.Position} bytes too many");
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException short_)
        {
            throw new FormatException("too few bytes", short_);
        }
    }

    private T Known<T>(List<T> known, Func<T> read)
    {
        var number = Number();
        if (number < 0 || number > known.Count)
            throw new FormatException($"a reference to {number}, expected at most {known.Count}");
        if (number > 0)
            return known[number - 1];
        var item = read();
        known.Add(item);
        return item;
    }
}
