using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>A package as it lies in a folder, with its symbols beside it.</summary>
internal sealed class Package
{
    private readonly string _path;
    private readonly XElement _metadata;

    public Package(string path)
    {
        _path = path;
        using var archive = ZipFile.OpenRead(path);
        using var nuspec = archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }

    public string Id => this["id"];

    public string Version => this["version"];

    /// <summary>An element of its metadata; "" where it has none.</summary>
    public string this[string name] => Element(name)?.Value ?? "";

    /// <summary>An attribute of such an element.</summary>
    public string? Attribute(string name, string attribute) => Element(name)?.Attribute(attribute)?.Value;

    /// <summary>What it needs, each as ID VERSION.</summary>
    public IEnumerable<string> Dependencies => _metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
        .Select(e => $"{e.Attribute("id")!.Value} {e.Attribute("version")!.Value}");

    /// <summary>The files in it, without those that every archive of this kind has.</summary>
    public IEnumerable<string> Files => FilesOf(_path);

    /// <summary>The files of its symbols.</summary>
    public IEnumerable<string> SymbolFiles => FilesOf(Symbols);

    private string Symbols => Path.ChangeExtension(_path, ".snupkg");

    /// <summary>The sources that its symbols name.</summary>
    public IReadOnlyList<string> Sources()
    {
        using var archive = ZipFile.OpenRead(Symbols);
        using var entry = archive.GetEntry($"lib/net10.0/{Id}.pdb")!.Open();
        var pdb = new MemoryStream(); // an archive's stream cannot seek
        entry.CopyTo(pdb);
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. pdb.ToArray()]);
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name))];
    }

    private XElement? Element(string name) => _metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name);

    private static IEnumerable<string> FilesOf(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(e => e.FullName).Where(name => !name.StartsWith("_rels/") && !name.StartsWith("package/")
            && !name.StartsWith('[') && !name.EndsWith(".nuspec")).Order(StringComparer.Ordinal)];
    }
}
