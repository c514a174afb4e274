using System.Reflection;
using System.Runtime.Loader;
using ActorPipeline.Flow;
using ActorPipeline.Settings;
using ActorPipeline.Training;
using ActorPipeline.Training.Cpu;

namespace ActorPipeline.Host.Running;

/// <summary>An assembly with a trainer of the user's own, where the settings name one.</summary>
internal static class TrainerAssembly
{
    /// <summary>The factory of the trainer that the settings ask for: the user's own, or the tutorial's.</summary>
    /// <exception cref="PipelineException">A setting is wrong, or see <see cref="LoadFactory"/>.</exception>
    public static ITrainerFactory FactoryOf(SettingsReader reader)
    {
        var tutorial = new TutorialTrainerFactory(TutorialModelSettings.From(reader), reader.Word<TutorialBackend>("trainer.backend"));
        return reader.Text("trainer.assembly") is { Length: > 0 } path ? LoadFactory(path) : tutorial;
    }

    /// <summary>The factory that the assembly has: the one public class that implements <see cref="ITrainerFactory"/>.</summary>
    /// <exception cref="PipelineException">The file is no such assembly, or has none or several of these; or the class cannot be made.</exception>
    public static ITrainerFactory LoadFactory(string path)
    {
        var types = Load(path).Where(t => t is { IsClass: true, IsAbstract: false } && typeof(ITrainerFactory).IsAssignableFrom(t)).ToArray();
        if (types is not [var type])
        {
            throw SettingsReader.Wrong("trainer.assembly", "an assembly with one public class that implements ITrainerFactory",
                $"{path}, which has {(types.Length == 0 ? "none" : string.Join(" and ", types.Select(t => t.FullName)))}");
        }
        if (type.GetConstructor([]) is not { } constructor)
            throw SettingsReader.Wrong("trainer.assembly", $"a constructor without parameters of {type.FullName}", $"{path}, where it has none");
        try
        {
            return (ITrainerFactory)constructor.Invoke([]);
        }
        catch (TargetInvocationException e)
        {
            throw new PipelineException(FailureKind.Training, $"{path}: {type.FullName} cannot be made: {e.InnerException!.Message}", e.InnerException);
        }
    }

    private static Type[] Load(string path)
    {
        if (!File.Exists(path))
            throw FileFailure.Of(path, new FileNotFoundException());
        try
        {
            return new Context(Path.GetFullPath(path)).LoadFromAssemblyPath(Path.GetFullPath(path)).GetExportedTypes();
        }
        catch (BadImageFormatException e)
        {
            throw SettingsReader.Wrong("trainer.assembly", "a .NET assembly", $"{path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or TypeLoadException)
        {
            throw new PipelineException(FailureKind.Training, $"{path}: {e.Message}", e);
        }
    }

    /// <summary>What the host has too comes from the host, so that types are the same; all else from beside the assembly.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _beside = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            try
            {
                return Default.LoadFromAssemblyName(name);
            }
            catch (FileNotFoundException)
            {
                return _beside.ResolveAssemblyToPath(name) is { } file ? LoadFromAssemblyPath(file) : null;
            }
        }

        protected override nint LoadUnmanagedDll(string name) =>
            _beside.ResolveUnmanagedDllToPath(name) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }
}
