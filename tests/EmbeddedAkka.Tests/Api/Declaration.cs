using System.Reflection;
using System.Runtime.CompilerServices;

namespace EmbeddedAkka.Tests.Api;

/// <summary>Writes what others see of a type or member as a line of C#: without a body, without namespaces.</summary>
internal static class Declaration
{
    private static readonly Dictionary<string, string> _keywords = new()
    {
        ["Void"] = "void",
        ["Object"] = "object",
        ["String"] = "string",
        ["Boolean"] = "bool",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Double"] = "double",
    };

    public static string Of(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
            return $"public delegate {Signature(type.GetMethod("Invoke")!, Name(type))}";
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return $"{Access(type.IsPublic || type.IsNestedPublic)} {kind} {Name(type)}{Constraints(type.GetGenericArguments())}";
    }

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Modifiers(constructor)}{Bare(constructor.DeclaringType!.Name)}({Parameters(constructor)})",
        MethodInfo method => Modifiers(method) + Signature(method, method.Name),
        PropertyInfo property => Of(property),
        EventInfo @event => $"{Modifiers(@event.AddMethod!)}event {Name(@event.EventHandlerType!)} {@event.Name}",
        FieldInfo { DeclaringType.IsEnum: true } field => $"{field.Name} = {field.GetRawConstantValue()}",
        FieldInfo { IsLiteral: true } field => $"{Of(field, "const ")} = {Literal(field.GetRawConstantValue())}",
        FieldInfo field => Of(field, (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "")),
        _ => throw new NotSupportedException($"{member.DeclaringType}.{member.Name} is of an unknown kind: {member.MemberType}."),
    };

    public static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.Namespace == "System" && _keywords.TryGetValue(type.Name, out var keyword))
            return keyword;
        return (type.IsNested ? Name(type.DeclaringType!) + "." : "") + Bare(type.Name) + List(type.GetGenericArguments());
    }

    private static string Of(FieldInfo field, string modifiers) =>
        $"{Access(field.IsPublic)} {modifiers}{Name(field.FieldType)} {field.Name}";

    private static string Of(PropertyInfo property)
    {
        var accessors = Api.Methods(property).ToList();
        var widest = accessors.Find(accessor => accessor.IsPublic) ?? accessors[0];
        var bodies = accessors.Select(accessor =>
            (accessor.IsPublic == widest.IsPublic ? "" : "protected ") + (accessor == property.GetMethod ? "get; " : "set; "));
        return $"{Modifiers(widest)}{Name(property.PropertyType)} {property.Name} {{ {string.Concat(bodies)}}}";
    }

    private static string Signature(MethodInfo method, string name)
    {
        var types = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return $"{Name(method.ReturnType)} {name}{List(types)}({Parameters(method)}){Constraints(types)}";
    }

    private static string Modifiers(MethodBase method) => method.DeclaringType!.IsInterface
        ? ""
        : Access(method.IsPublic) + method switch
        {
            { IsStatic: true } => " static ",
            { IsAbstract: true } => " abstract ",
            { IsVirtual: true, IsFinal: false } => " virtual ",
            _ => " ",
        };

    private static string Access(bool isPublic) => isPublic ? "public" : "protected";

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Of));

    private static string Of(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var kind = parameter switch
        {
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => "",
        };
        var text = $"{kind}{Name(type.IsByRef ? type.GetElementType()! : type)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {Literal(parameter.RawDefaultValue)}" : text;
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => value.ToString()!,
    };

    private static string Bare(string name) => name.Split('`')[0];

    private static string List(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Select(Constraint));

    private static string Constraint(Type argument)
    {
        var kinds = argument.GenericParameterAttributes;
        string[] all =
        [
            .. kinds.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. argument.GetGenericParameterConstraints().Select(Name),
            .. kinds.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : Array.Empty<string>(),
        ];
        return all.Length == 0 ? "" : $" where {argument.Name} : {string.Join(", ", all)}";
    }
}
