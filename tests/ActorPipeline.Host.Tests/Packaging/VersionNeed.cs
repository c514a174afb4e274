using System.Text;

namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>The versions that an ELF file needs, read by the dynamic section, as the loader does it.</summary>
internal static class VersionNeed
{
    public const int Weak = 2;

    private const long StringTable = 5, Needs = 0x6ffffffe, NeedCount = 0x6fffffff;

    /// <summary>The flags of the one need of that version.</summary>
    public static int FlagsOf(string path, string version)
    {
        var file = File.ReadAllBytes(path);
        var segments = Enumerable.Range(0, BitConverter.ToUInt16(file, 56)).Select(i => (int)BitConverter.ToInt64(file, 32) + i * 56)
            .Select(at => (Type: BitConverter.ToInt32(file, at), Offset: Long(at + 8), Address: Long(at + 16), Length: Long(at + 32))).ToList();
        var dynamic = segments.Single(s => s.Type == 2);
        var entries = Enumerable.Range(0, (int)dynamic.Length / 16).Select(i => (int)dynamic.Offset + i * 16).Select(at => (Tag: Long(at), Value: Long(at + 8))).ToList();
        var (names, need) = (OffsetOf(StringTable), OffsetOf(Needs));

        var flags = new List<int>();
        for (var i = 0L; i < entries.Single(e => e.Tag == NeedCount).Value; i++, need += BitConverter.ToInt32(file, need + 12))
            for (int k = 0, at = need + BitConverter.ToInt32(file, need + 8); k < BitConverter.ToUInt16(file, need + 2); k++, at += BitConverter.ToInt32(file, at + 12))
                if (Text(names + BitConverter.ToInt32(file, at + 8)) == version)
                    flags.Add(BitConverter.ToUInt16(file, at + 4));
        return flags.Single();

        long Long(int at) => BitConverter.ToInt64(file, at);

        int OffsetOf(long tag)
        {
            var address = entries.First(e => e.Tag == tag).Value;
            var segment = segments.Single(s => s.Type == 1 && s.Address <= address && address < s.Address + s.Length);
            return (int)(address - segment.Address + segment.Offset);
        }

        string Text(int at) => Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);
    }
}
