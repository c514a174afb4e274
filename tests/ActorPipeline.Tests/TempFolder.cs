using System.Text;
using ActorPipeline.Data;

namespace ActorPipeline.Tests;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("actor-pipeline-").FullName;

    public string Path { get; }

    /// <summary>Writes a file, below folders that are made as needed; returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
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
