using System.Reflection;
using System.Reflection.Emit;
using ActorPipeline.Training;

namespace ActorPipeline.Host.Tests.Running;

/// <summary>Assemblies with trainers of users, as small as they can be.</summary>
internal static class EmittedFactory
{
    /// <summary>What a factory that blocks says before.</summary>
    public const string BlockedText = "the factory blocks";

    private const TypeAttributes PublicClass = TypeAttributes.Public | TypeAttributes.Class;

    /// <summary>Writes an assembly of these types.</summary>
    public static void Save(string path, params Action<ModuleBuilder>[] types)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("module");
        foreach (var define in types)
            define(module);
        assembly.Save(path);
    }

    /// <summary>A factory that gives no trainer.</summary>
    /// <param name="name">The type's full name.</param>
    /// <param name="attributes">What else it is.</param>
    /// <param name="needs">What its only constructor takes.</param>
    /// <param name="thrown">What its constructor says as it throws; null: it does not.</param>
    public static Action<ModuleBuilder> Of(string name, TypeAttributes attributes = PublicClass, Type[]? needs = null, string? thrown = null) =>
        module => Define(module, name, attributes, needs ?? [], thrown, create => create.Emit(OpCodes.Ldnull));

    /// <summary>A factory that never returns from <see cref="ITrainerFactory.Create"/>.</summary>
    public static Action<ModuleBuilder> Blocks(string name) => module => Define(module, name, PublicClass, [], thrown: null, create =>
    {
        create.Emit(OpCodes.Ldstr, BlockedText);
        create.Emit(OpCodes.Call, typeof(Console).GetMethod(nameof(Console.WriteLine), [typeof(string)])!);
        create.Emit(OpCodes.Ldc_I4_M1);
        create.Emit(OpCodes.Call, typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)])!);
        create.Emit(OpCodes.Ldnull);
    });

    private static void Define(ModuleBuilder module, string name, TypeAttributes attributes, Type[] needs, string? thrown, Action<ILGenerator> create)
    {
        var type = module.DefineType(name, attributes, typeof(object), [typeof(ITrainerFactory)]);
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, needs).GetILGenerator();
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        if (thrown is not null)
        {
            constructor.Emit(OpCodes.Ldstr, thrown);
            constructor.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
            constructor.Emit(OpCodes.Throw);
        }
        constructor.Emit(OpCodes.Ret);
        var method = type.DefineMethod(nameof(ITrainerFactory.Create), MethodAttributes.Public | MethodAttributes.Virtual,
            typeof(ITrainer), [typeof(TrainerContext)]).GetILGenerator();
        create(method);
        method.Emit(OpCodes.Ret);
        type.CreateType();
    }
}
