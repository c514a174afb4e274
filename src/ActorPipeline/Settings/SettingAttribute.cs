namespace ActorPipeline.Settings;

/// <summary>
/// Makes a parameter of a record a setting. Its type says the form of the value: <see cref="int"/>, <see cref="long"/>, <see cref="ulong"/> or
/// <see cref="float"/>, <see cref="bool"/>, <see cref="char"/>, <see cref="string"/>, <see cref="TimeSpan"/>, an enumeration, a list of texts or whole
/// numbers, or a section (<see cref="Akka.Configuration.Config"/>). What it is for, and its default, stand in <c>reference.conf</c>. To add one: this
/// attribute on a parameter of a settings record, and its key with a comment there; tests name what is missing.
/// </summary>
/// <param name="key">The key below <see cref="SettingsReader.Root"/>.</param>
/// <param name="kind">What it may change.</param>
/// <param name="unit">What the value counts; <c>bytes</c> takes sizes such as 256KiB.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SettingAttribute(string key, SettingKind kind, string unit) : Attribute
{
    /// <summary>The key below <see cref="SettingsReader.Root"/>.</summary>
    public string Key => key;

    /// <summary>What it may change.</summary>
    public SettingKind Kind => kind;

    /// <summary>What the value counts.</summary>
    public string Unit => unit;

    /// <summary>The lowest value; of a duration, in seconds; of a list, of its entries.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The highest value.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary><see cref="Min"/> itself is too low.</summary>
    public bool AboveMin { get; init; }

    /// <summary><see cref="Max"/> itself is too high.</summary>
    public bool BelowMax { get; init; }

    /// <summary>The word that stands for null.</summary>
    public string? Otherwise { get; init; }

    /// <summary>The option of the command line that sets it, with its dashes.</summary>
    public string? Option { get; init; }

    /// <summary>What the option's value is called in the help; by itself, what the type says.</summary>
    public string? OptionValue { get; init; }

    /// <summary>What the option stands for, where it takes no value.</summary>
    public string? OptionMeans { get; init; }
}

/// <summary>Settings of which not every combination is right.</summary>
public interface IValidated
{
    /// <summary>Checks what concerns several of them; each by itself has been checked.</summary>
    /// <exception cref="Errors.PipelineException">They do not fit together; see <see cref="SettingsReader.Wrong(object, string, string)"/>.</exception>
    void Validate();
}
