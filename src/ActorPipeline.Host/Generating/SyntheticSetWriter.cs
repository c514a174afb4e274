using ActorPipeline.Errors;

namespace ActorPipeline.Host.Generating;

/// <summary>Puts a data set on the disk, all of it or nothing.</summary>
internal static class SyntheticSetWriter
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// Writes every file under a hidden name, which no glob matches by a star, and renames them when all are whole. Files of the
    /// same names are replaced; other files of such a name would be taken for part of the set, so they are refused.
    /// </summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="PipelineException">A file cannot be written, or the folder holds files of another set.</exception>
    public static long Write(SyntheticSet set, string folder)
    {
        var names = Enumerable.Range(0, set.Files).Select(set.NameOf).ToArray();
        var written = 0L;
        FileFailure.Guard(folder, () => Directory.CreateDirectory(folder));
        FileFailure.Guard(folder, () => RefuseOthers(folder, names));
        try
        {
            Parallel.For(0, set.Files, file => FileFailure.Guard(Path.Combine(folder, names[file]), () =>
            {
                using var output = new FileStream(Hidden(names[file]), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
                set.WriteFile(file, output, GC.AllocateUninitializedArray<byte>(BufferBytes));
                Interlocked.Add(ref written, output.Length);
            }));
            foreach (var name in names)
                FileFailure.Guard(Path.Combine(folder, name), () => File.Move(Hidden(name), Path.Combine(folder, name), overwrite: true));
        }
        catch (AggregateException e) when (e.InnerException is PipelineException first)
        {
            throw first;
        }
        finally
        {
            foreach (var name in names)
                Discard(Hidden(name));
        }
        return written;

        string Hidden(string name) => Path.Combine(folder, $".{name}.partial");
    }

    private static void RefuseOthers(string folder, IEnumerable<string> names)
    {
        var other = Directory.EnumerateFiles(folder, "examples-*.csv").Select(Path.GetFileName).Except(names).Order(StringComparer.Ordinal).FirstOrDefault();
        if (other is not null)
            throw new PipelineException(FailureKind.Settings, $"{Path.Combine(folder, other)}: this file is of another set; remove it, or name another folder by --out.");
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // what could not be written is the failure to tell, and not what could not be deleted
        }
    }
}
