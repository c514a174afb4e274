using System.Reflection;
using System.Runtime.Loader;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Running;

/// <summary>An assembly with a trainer: the user's own, where the settings name one, else the one that lies beside the host.</summary>
internal static class TrainerAssembly
{
    private static readonly string _builtIn = Path.Combine(AppContext.BaseDirectory, "ActorPipeline.Torch.dll");

    /// <summary>The factory of the trainer that the settings ask for.</summary>
    /// <exception cref="PipelineException">This host has no trainer of its own, or see <see cref="LoadFactory"/>.</exception>
    public static ITrainerFactory FactoryOf(SettingsReader reader) => FindFactory(reader) ?? throw SettingsReader.Wrong("trainer.assembly",
        "FILE.dll with a trainer of your own, since this host was built without TorchSharp (TORCH_BACKEND=none; cpu and cuda have a model built in)", "");

    /// <summary>The same; null: the settings name none, and none is built in.</summary>
    public static ITrainerFactory? FindFactory(SettingsReader reader) =>
        reader.Read<TrainingSettings>().Assembly is { } path ? LoadFactory(path) : File.Exists(_builtIn) ? LoadFactory(_builtIn) : null;

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
            var context = path == _builtIn ? AssemblyLoadContext.Default : new Context(Path.GetFullPath(path));
            return context.LoadFromAssemblyPath(Path.GetFullPath(path)).GetExportedTypes();
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
