using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ActorPipeline.Host.Tests.Packaging;

/// <summary>
/// Which namespaces of an assembly know which others of it, read off its metadata: by base types, interfaces, members, attributes, and what their
/// code names. What the compiler leaves no trace of, constants and <c>nameof</c>, is not seen.
/// </summary>
internal sealed class NamespaceGraph : IDisposable
{
    private static readonly Dictionary<int, OpCode> _opcodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xffff);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly Dictionary<(string From, string To), SortedSet<string>> _edges = [];

    /// <param name="path">The assembly.</param>
    public NamespaceGraph(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        foreach (var handle in _metadata.TypeDefinitions)
            Read(handle);
    }

    /// <summary>Every namespace that has a type.</summary>
    public IEnumerable<string> Namespaces => _metadata.TypeDefinitions.Select(NamespaceOf).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>Each namespace with another one that it knows, and the types by which it does.</summary>
    public IEnumerable<(string From, string To, string Types)> Edges =>
        _edges.Select(edge => (edge.Key.From, edge.Key.To, string.Join(", ", edge.Value)));

    public void Dispose() => _file.Dispose();

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var used = new Used(_metadata);
        used.Add(type.BaseType);
        used.Add(type.GetCustomAttributes());
        used.Add(type.GetGenericParameters());
        foreach (var implementation in type.GetInterfaceImplementations())
            used.Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(used, null);
            used.Add(field.GetCustomAttributes());
        }
        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
            used.Add(property.GetCustomAttributes());
        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            method.DecodeSignature(used, null);
            used.Add(method.GetCustomAttributes());
            used.Add(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0)
                ReadCode(_file.GetMethodBody(method.RelativeVirtualAddress), used);
        }
        if (NamespaceOf(handle) is { } from)
        {
            foreach (var other in used.Types)
            {
                if (NamespaceOf(other) is not { } to || to == from)
                    continue;
                if (!_edges.TryGetValue((from, to), out var types))
                    _edges.Add((from, to), types = []);
                types.Add($"{NameOf(handle)} -> {NameOf(other)}");
            }
        }
    }

    private void ReadCode(MethodBodyBlock body, Used used)
    {
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(used, null);
        foreach (var region in body.ExceptionRegions)
            used.Add(region.CatchType);
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xfe)
                value = (value << 8) | code.ReadByte();
            switch (_opcodes[value].OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    used.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    // A nested type is part of the one around it. Null: one of the compiler's own.
    private string? NamespaceOf(TypeDefinitionHandle handle) =>
        _metadata.GetString(Outermost(handle).Namespace) is var name && name.StartsWith("ActorPipeline", StringComparison.Ordinal) ? name : null;

    private string NameOf(TypeDefinitionHandle handle) => _metadata.GetString(Outermost(handle).Name);

    private TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
            type = _metadata.GetTypeDefinition(outer);
        return type;
    }

    /// <summary>Collects the types of this assembly that something names.</summary>
    private sealed class Used(MetadataReader metadata) : ISignatureTypeProvider<object?, object?>
    {
        public HashSet<TypeDefinitionHandle> Types { get; } = [];

        public void Add(CustomAttributeHandleCollection attributes)
        {
            foreach (var attribute in attributes)
                Add(metadata.GetCustomAttribute(attribute).Constructor);
        }

        public void Add(GenericParameterHandleCollection parameters)
        {
            foreach (var parameter in parameters)
                foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
                    Add(metadata.GetGenericParameterConstraint(constraint).Type);
        }

        public void Add(EntityHandle handle)
        {
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition when !handle.IsNil:
                    Types.Add((TypeDefinitionHandle)handle);
                    break;
                case HandleKind.TypeSpecification:
                    metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.FieldDefinition:
                    Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.MemberReference:
                    Add(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                    break;
                case HandleKind.MethodSpecification:
                    var method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                    method.DecodeSignature(this, null);
                    Add(method.Method);
                    break;
            }
        }

        public object? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            Types.Add(handle);
            return null;
        }

        public object? GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public object? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;

        public object? GetArrayType(object? elementType, ArrayShape shape) => null;

        public object? GetByReferenceType(object? elementType) => null;

        public object? GetFunctionPointerType(MethodSignature<object?> signature) => null;

        public object? GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

        public object? GetGenericMethodParameter(object? context, int index) => null;

        public object? GetGenericTypeParameter(object? context, int index) => null;

        public object? GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

        public object? GetPinnedType(object? elementType) => null;

        public object? GetPointerType(object? elementType) => null;

        public object? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

        public object? GetSZArrayType(object? elementType) => null;
    }
}
