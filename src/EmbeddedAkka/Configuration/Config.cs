using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// An immutable configuration tree, with its fallbacks already merged beneath it. Paths are dotted; a key that holds a dot is quoted:
/// <c>akka.actor.deployment."/a.b".router</c>. A path that leads nowhere gives the default; a value of the wrong kind throws.
/// </summary>
public class Config
{
    private readonly HoconValue _own;

    internal Config(HoconValue root) : this(root, root)
    {
    }

    private Config(HoconValue own, HoconValue merged) => (_own, Root) = (own, merged);

    /// <summary>The tree with all fallbacks merged.</summary>
    public virtual HoconValue Root { get; }

    public virtual bool IsEmpty => Root.IsEmpty;

    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The text at <paramref name="path"/>; null for the literal <c>null</c>, an object or an array.</summary>
    public virtual string? GetString(string path, string? @default = null) => Find(path) is { } value ? value.GetString() : @default;

    /// <exception cref="FormatException">The value is not a whole number.</exception>
    public virtual int GetInt(string path, int @default = 0) => Find(path)?.GetInt() ?? @default;

    /// <inheritdoc cref="GetInt"/>
    public virtual long GetLong(string path, long @default = 0) => Find(path)?.GetLong() ?? @default;

    /// <exception cref="FormatException">The value is not a number.</exception>
    public virtual double GetDouble(string path, double @default = 0) => Find(path)?.GetDouble() ?? @default;

    /// <summary>True for <c>on</c> and <c>true</c>, false for <c>off</c> and <c>false</c>.</summary>
    /// <exception cref="NotSupportedException">The value is anything else.</exception>
    public virtual bool GetBoolean(string path, bool @default = false) => Find(path)?.GetBoolean() ?? @default;

    /// <summary>A duration such as <c>10 s</c> or <c>1.5 minutes</c>; without unit, milliseconds.</summary>
    /// <exception cref="FormatException">The value is no duration, or is <c>infinite</c> while <paramref name="allowInfinite"/> is false.</exception>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Find(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    /// <summary>A size in bytes such as <c>128 KiB</c> (2^10) or <c>1 MB</c> (10^6); a single letter means the power of two.</summary>
    /// <exception cref="FormatException">The value is no whole number with a known unit.</exception>
    public virtual long? GetByteSize(string path, long? def = null) => Find(path) is { } value ? value.GetByteSize() : def;

    /// <summary>The texts of an array; empty if there is none at <paramref name="path"/>.</summary>
    public virtual IList<string> GetStringList(string path) => Find(path)?.GetStringList() ?? [];

    /// <summary>The tree below <paramref name="path"/>, or null.</summary>
    public virtual Config? GetConfig(string path) => Find(path) is { } value ? new Config(value) : null;

    public HoconValue? GetValue(string path) => Find(path);

    /// <summary>This configuration, with <paramref name="fallback"/> for whatever it does not say. Objects merge, all else is replaced.</summary>
    /// <exception cref="ArgumentException">The fallback is this very configuration.</exception>
    public virtual Config WithFallback(Config? fallback)
    {
        if (fallback is null) return this;
        if (ReferenceEquals(fallback, this)) throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        return new Config(_own, HoconValue.Merge(Root, fallback.Root));
    }

    /// <summary>The entries of the root, fallbacks merged.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root.GetObject()!.Items;

    /// <summary>HOCON text of this configuration alone, without its fallbacks.</summary>
    public override string ToString() => _own.ToString();

    private HoconValue? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        HoconValue? value = Root;
        for (var rest = path.AsSpan(); value is not null && rest.Length > 0;)
            value = value.GetObject()?.Find(HoconPath.TakeKey(ref rest));
        return value;
    }
}
