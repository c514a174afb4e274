using System.Reflection;
using ActorPipeline.Cluster.Nodes;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Running;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Tests.Options;

/// <summary>Every setting stands in one settings record and in reference.conf; all that is said of it elsewhere comes from there.</summary>
public class EverySettingSpec
{
    private static readonly Assembly[] _assemblies =
        [typeof(Dataset).Assembly, typeof(ClusterSection).Assembly, typeof(HostSettings).Assembly, Assembly.Load("ActorPipeline.Torch")];

    private static readonly IReadOnlyList<SettingAttribute> _attributes =
    [
        .. _assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetConstructors())
            .SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.GetCustomAttribute<SettingAttribute>()).OfType<SettingAttribute>(),
    ];

    // By key, in the order of reference.conf.
    private static readonly IReadOnlyList<SettingProperty> _settings =
    [
        .. SettingsCatalog.All.Join(
            _assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.GetConstructors() is [var constructor] && constructor.GetParameters().Any(p => p.IsDefined(typeof(SettingAttribute))))
                .SelectMany(SettingProperty.Of).DistinctBy(setting => setting.Key),
            reference => reference.Key, setting => setting.Key, (_, setting) => setting),
    ];

    public static TheoryData<string, string> WrongNumbers
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var setting in _settings.Where(setting => setting.IsNumber))
            {
                var (attribute, unit) = (_attributes.Single(a => a.Key == setting.Key), setting.Unit == "duration" ? "s" : "");
                Assert.True(setting.Unit == "whole number" || (double.IsFinite(attribute.Min) && double.IsFinite(attribute.Max)), setting.Key);
                string[] outside = setting.Unit switch
                {
                    "whole number" => ["-1", "18446744073709551616"],
                    "number" => ["-1e31", "1e31"],
                    _ => [
                        attribute.AboveMin ? "0" : $"{(unit == "" ? (decimal)attribute.Min - 1 : 0)}{unit}",
                        $"{(decimal)attribute.Max + (attribute.BelowMax ? 0 : 1)}{unit}", "9223372036854775808", "-9223372036854775809"],
                };
                foreach (var value in (string[])[.. outside, "NaN", $"NaN{unit}", "Infinity", "-Infinity", "1e999", "some", "", "\t"])
                    if (!all.Any(row => row[0].Equals(setting.Key) && row[1].Equals(value)))
                        all.Add(setting.Key, value);
            }
            return all;
        }
    }

    [Fact]
    public void Every_setting_is_in_one_record_and_in_the_reference_configuration_with_the_same_kind_and_unit() => Assert.Equal(
        SettingsCatalog.All.Select(s => (s.Key, s.Kind, s.Unit)).Order(), _attributes.Select(s => (s.Key, s.Kind, s.Unit)).Order());

    [Fact]
    public void The_reference_configuration_itself_is_right() => Check(new EffectiveSettings([]));

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public void A_number_out_of_its_range_or_of_another_form_is_refused_by_whoever_shows_settings_or_runs(string key, string value)
    {
        var error = Assert.Throws<PipelineException>(() => Check(new EffectiveSettings([Layer.Of("--set", key, value)])));

        Assert.Equal(FailureKind.Settings, error.Kind);
        Assert.Equal($"actor-pipeline.{key}: expected {_settings.Single(s => s.Key == key).Values}, found '{value.Trim()}'.", error.Message);
    }

    [Fact]
    public void The_table_of_settings_is_that_of_the_records()
    {
        var rows = SettingsCatalog.All.Zip(_settings, (reference, setting) =>
            $"| `{reference.Key}` | `{reference.Default}` | {setting.Values} | {setting.Unit} | {Words(setting.Kind)} | {(setting.Option is { } option ? $"`{option}`" : "")} | {reference.Description} |\n");
        var table = "| key | default | values | unit | kind | option | what it is for |\n|---|---|---|---|---|---|---|\n" + string.Concat(rows);
        Assert.True(File.ReadAllText(Path.Combine(Checkout.Root, "hocon/README.md")).Contains(table, StringComparison.Ordinal),
            "The table of hocon/README.md should be:\n" + table);
    }

    // As the command `config` does.
    private static void Check(EffectiveSettings settings)
    {
        SettingsCheck.Run(settings.Reader);
        TrainerAssembly.FactoryOf(settings.Reader).Check(settings.Reader);
    }

    private static string Words(SettingKind kind) => kind == SettingKind.DataOrder ? "data order" : kind.ToString().ToLowerInvariant();
}
