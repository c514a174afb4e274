using System.Reflection;
using System.Runtime.CompilerServices;

namespace EmbeddedAkka.Tests.Api;

/// <summary>What others see of assemblies: their public types, and what is public or protected in them.</summary>
internal static class Api
{
    public const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IEnumerable<Type> Types(IEnumerable<Assembly> assemblies) => assemblies
        .SelectMany(assembly => assembly.GetTypes()).Where(IsVisible)
        .OrderBy(type => type.Namespace, StringComparer.Ordinal).ThenBy(Declaration.Name, StringComparer.Ordinal);

    /// <summary>The members that a type declares. An override is none of them, for it adds nothing to what its base shows.</summary>
    public static IEnumerable<MemberInfo> Declared(Type type) => Visible(type.GetMembers(All | BindingFlags.DeclaredOnly))
        .Where(member => !Methods(member).OfType<MethodInfo>().Any(method => method.GetBaseDefinition() != method));

    /// <summary>All members that can be used through a type.</summary>
    public static IEnumerable<MemberInfo> Usable(Type type) => Visible([
        .. type.GetMembers(All | BindingFlags.FlattenHierarchy),
        .. type.IsInterface ? type.GetInterfaces().SelectMany(@base => @base.GetMembers(All)) : []]);

    /// <summary>The interfaces and the base classes below <see cref="object"/>.</summary>
    public static IEnumerable<Type> Bases(Type type)
    {
        for (var @base = type.BaseType; @base is not null && @base != typeof(object); @base = @base.BaseType)
            yield return @base;
        foreach (var @interface in type.GetInterfaces().OrderBy(Declaration.Name, StringComparer.Ordinal))
            yield return @interface;
    }

    /// <summary>The bases that no other base has already.</summary>
    public static IEnumerable<Type> DeclaredBases(Type type) => type.IsEnum || type.IsSubclassOf(typeof(Delegate))
        ? []
        : Bases(type).Where(@base => !Bases(type).SelectMany(Bases).Contains(@base));

    /// <summary>The methods of which a member consists, as far as others see them.</summary>
    public static IEnumerable<MethodBase> Methods(MemberInfo member) => member switch
    {
        MethodBase method => [method],
        PropertyInfo property => property.GetAccessors(nonPublic: true).Where(IsVisible),
        EventInfo @event => new[] { @event.AddMethod!, @event.RemoveMethod! }.Where(IsVisible),
        _ => [],
    };

    private static bool IsVisible(Type type) => type.IsNested
        ? IsVisible(type.DeclaringType!) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        : type.IsPublic;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<MemberInfo> Visible(IEnumerable<MemberInfo> members) => members
        .Where(member => !member.DeclaringType!.IsSubclassOf(typeof(Delegate)) && member switch
        {
            FieldInfo field => !field.IsSpecialName && (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly),
            ConstructorInfo constructor => IsVisible(constructor),
            MethodInfo method => IsVisible(method) && !IsAccessor(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute)),
            Type => false,
            _ => Methods(member).Any(),
        })
        .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(Declaration.Of, StringComparer.Ordinal);

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
}
