using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace EmbeddedAkka.Tests.Api;

/// <summary>
/// What assemblies use of an engine: what they refer to, override or implement, and the names in their text where they keep none
/// (constants, enum values) or only a string (classes that HOCON names).
/// </summary>
internal sealed class ApiUse
{
    private readonly HashSet<Assembly> _engine;
    private readonly string _text;
    private readonly HashSet<MemberInfo> _used = [];

    /// <param name="engine">What may be used.</param>
    /// <param name="users">What may use it.</param>
    /// <param name="text">The code of these.</param>
    public ApiUse(HashSet<Assembly> engine, IEnumerable<Assembly> users, string text)
    {
        _engine = engine;
        _text = text;
        foreach (var user in users)
        {
            AddReferences(user);
            foreach (var type in user.GetTypes())
                AddImplementations(type);
        }
        foreach (var type in Api.Types(engine).Where(type => IsNamed('"' + type.FullName)))
            Array.ForEach(type.GetConstructors(), Add);
    }

    /// <summary>The declarations that nothing uses; of an unused type its own only.</summary>
    public IEnumerable<string> Unused() => Api.Types(_engine).SelectMany(type => _used.Contains(type)
        ? Api.Declared(type).Where(member => !IsUsed(type, member)).Select(member => $"{Declaration.Name(type)}: {Declaration.Of(member)}")
        : [Declaration.Of(type)]);

    private bool IsUsed(Type type, MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } => IsNamed($"{type.Name}.{member.Name}"),
        FieldInfo => _used.Contains(member),
        _ => Api.Methods(member).All(method => _used.Contains(method) || IsUsedAsImplementation(type, method)),
    };

    /// <summary>Who uses a member of an interface uses what implements it; an interface from elsewhere is used elsewhere.</summary>
    private bool IsUsedAsImplementation(Type type, MethodBase method) =>
        Implementations(type).Any(pair => pair.Implementation == method && (!IsEngine(pair.Contract) || _used.Contains(pair.Contract)));

    private bool IsNamed(string name) => Regex.IsMatch(_text, Regex.Escape(name) + @"\b");

    private bool IsEngine(MemberInfo member) => _engine.Contains(member.Module.Assembly);

    /// <remarks>The engine has no generic types, so the type that declares a member of it is always named as such.</remarks>
    private void AddReferences(Assembly user)
    {
        using var file = new PEReader(File.OpenRead(user.Location));
        var reader = file.GetMetadataReader();
        foreach (var type in reader.TypeReferences)
            Add(user.ManifestModule.ResolveType(MetadataTokens.GetToken(type)));
        foreach (var member in reader.MemberReferences)
        {
            var parent = reader.GetMemberReference(member).Parent;
            if (parent.Kind == HandleKind.TypeReference && IsEngine(user.ManifestModule.ResolveType(MetadataTokens.GetToken(parent))))
                Add(user.ManifestModule.ResolveMember(MetadataTokens.GetToken(member))!);
        }
    }

    private void AddImplementations(Type type)
    {
        foreach (var method in type.GetMethods(Api.All | BindingFlags.DeclaredOnly))
            Add(method.GetBaseDefinition());
        foreach (var (contract, implementation) in Implementations(type))
        {
            if (implementation?.DeclaringType == type)
                Add(contract);
        }
    }

    private static IEnumerable<(MethodInfo Contract, MethodInfo? Implementation)> Implementations(Type type) => type.IsInterface
        ? []
        : type.GetInterfaces().Select(type.GetInterfaceMap)
            .SelectMany(map => map.InterfaceMethods.Zip<MethodInfo, MethodInfo?>(map.TargetMethods));

    /// <summary>Adds a member of the engine with the types without which it cannot be used.</summary>
    private void Add(MemberInfo member)
    {
        if (!IsEngine(member) || !_used.Add(member))
            return;
        IEnumerable<Type?> types = member switch
        {
            Type type => Api.Bases(type),
            FieldInfo field => [field.FieldType],
            MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
            ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
            _ => [],
        };
        foreach (var type in types.Append(member.DeclaringType).OfType<Type>().SelectMany(type => type.GetGenericArguments().Append(type)))
            Add(type);
    }
}
