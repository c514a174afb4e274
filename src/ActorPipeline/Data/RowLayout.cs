namespace ActorPipeline.Data;

/// <summary>What the elements of a field are.</summary>
public enum FieldType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>A signed integer, 8 bytes.</summary>
    Int64,

    /// <summary>An unsigned integer, 1 byte.</summary>
    UInt8,
}

/// <summary>A named part of a row.</summary>
/// <param name="Name">Unique within its row.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, row-major; [] is a single element.</param>
public sealed record Field(string Name, FieldType Type, params IReadOnlyList<int> Shape)
{
    /// <summary>Elements.</summary>
    public int Length { get; } = checked(Shape.Aggregate(1, (length, dimension) => length * dimension));

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => Type switch
    {
        FieldType.Int64 => sizeof(long),
        FieldType.Float32 => sizeof(float),
        _ => sizeof(byte),
    };

    /// <summary>Bytes of the field in one row.</summary>
    public int Bytes => checked(Length * ElementBytes);

    /// <inheritdoc/>
    public bool Equals(Field? other) => other is not null && (Name, Type) == (other.Name, other.Type) && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Length);

    /// <summary>For example <c>features: float32[1024]</c>.</summary>
    public override string ToString() => $"{Name}: {Type.ToString().ToLowerInvariant()}[{string.Join(", ", Shape)}]";
}

/// <summary>
/// The fields of a row. A row is their bytes in this order, little-endian and without gaps, so all rows of a stream have the same length;
/// what moves rows knows no more of them than that.
/// </summary>
public sealed class RowLayout : IEquatable<RowLayout>
{
    private readonly int[] _offsets;

    /// <param name="fields">At least one, with different names.</param>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    /// <exception cref="OverflowException">A row has more than 2^31 - 1 bytes.</exception>
    public RowLayout(params IReadOnlyList<Field> fields)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Rows are little-endian; this machine is big-endian.");
        if (fields.Count == 0 || fields.DistinctBy(f => f.Name).Count() < fields.Count)
            throw new ArgumentException($"Expected fields with different names, found [{string.Join(", ", fields)}].", nameof(fields));
        (Fields, _offsets) = (fields, new int[fields.Count]);
        for (var i = 0; i < fields.Count; i++)
        {
            _offsets[i] = RowBytes;
            RowBytes = checked(RowBytes + fields[i].Bytes);
        }
    }

    /// <summary>The fields, in the order of their bytes.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Bytes of a row.</summary>
    public int RowBytes { get; }

    /// <summary>The field of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Field this[string name] => Fields[IndexOf(name)];

    /// <summary>The layout of numbers with a label: <c>features: float32[n], label: float32[1]</c>.</summary>
    public static RowLayout Numbers(int features) => new(new Field("features", FieldType.Float32, features), new Field("label", FieldType.Float32, 1));

    /// <summary>Where a field stands among the others, 0-based.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Fields.Count; i++)
            if (Fields[i].Name == name)
                return i;
        throw new KeyNotFoundException($"Expected one of the fields [{this}], found '{name}'.");
    }

    /// <summary>The bytes of a field in a row.</summary>
    internal ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> row, int field) => row.Slice(_offsets[field], Fields[field].Bytes);

    /// <inheritdoc/>
    public bool Equals(RowLayout? other) => other is not null && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => Fields.Aggregate(0, HashCode.Combine);

    /// <summary>For example <c>features: float32[1024], label: float32[1]</c>.</summary>
    public override string ToString() => string.Join(", ", Fields);
}
