using System.Text;
using ActorPipeline.Data;

namespace ActorPipeline.Testing;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actor-pipeline-").FullName;

    /// <summary>The path of something in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, below folders that are made as needed; returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>Writes a file of UTF-8 text; returns its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file and describes it as a run would.</summary>
    public DataFile DataFile(string name, string text, int index = 0)
    {
        var path = Write(name, text);
        return new DataFile(index, path, new FileInfo(path).Length, File.GetLastWriteTimeUtc(path), 0);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
