using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF file, and sets VER_FLG_WEAK for one version that it needs. A file that does not need that version is copied
/// as it is. The format: System V gABI, chapter 4; symbol versioning, Linux Standard Base Core 5.0, 10.7.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const int VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const byte Weak = 2; // VER_FLG_WEAK

    [Required]
    public string Source { get; set; }

    [Required]
    public string Version { get; set; }

    [Required]
    public string Target { get; set; }

    public override bool Execute()
    {
        var file = File.ReadAllBytes(Source);
        if (file.Length < 64 || file[0] != 0x7f || Encoding.ASCII.GetString(file, 1, 3) != "ELF" || file[4] != 2 || file[5] != 1)
        {
            Log.LogError("{0}: expected a 64-bit little-endian ELF file", Source);
            return false;
        }
        var sections = (int)BitConverter.ToInt64(file, 0x28);
        int size = BitConverter.ToUInt16(file, 0x3a), count = BitConverter.ToUInt16(file, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var header = sections + i * size;
            if (BitConverter.ToInt32(file, header + 4) == VersionNeedSection)
                WeakenIn(file, header, sections + BitConverter.ToInt32(file, header + 40) * size);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Target)));
        File.WriteAllBytes(Target, file);
        return true;
    }

    // A chain of files that versions are needed of (Elf64_Verneed), each with a chain of these (Elf64_Vernaux); names stand in the linked section.
    private void WeakenIn(byte[] file, int header, int namesHeader)
    {
        var names = (int)BitConverter.ToInt64(file, namesHeader + 24);
        var need = (int)BitConverter.ToInt64(file, header + 24);
        for (var needs = BitConverter.ToInt32(file, header + 44); needs > 0; needs--, need += BitConverter.ToInt32(file, need + 12))
        {
            var version = need + BitConverter.ToInt32(file, need + 8);
            for (var versions = BitConverter.ToUInt16(file, need + 2); versions > 0; versions--, version += BitConverter.ToInt32(file, version + 12))
            {
                var name = names + BitConverter.ToInt32(file, version + 8);
                if (Encoding.ASCII.GetString(file, name, Array.IndexOf(file, (byte)0, name) - name) == Version)
                    file[version + 4] |= Weak;
            }
        }
    }
}
