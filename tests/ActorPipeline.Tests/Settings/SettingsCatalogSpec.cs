using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Tests.Settings;

public class SettingsCatalogSpec
{
    [Fact]
    public void Every_setting_has_a_default_a_comment_a_unit_and_a_kind() => Assert.All(SettingsCatalog.All, setting =>
    {
        Assert.NotEmpty(setting.Default);
        Assert.EndsWith(".", setting.Description);
        Assert.NotEmpty(setting.Unit);
        Assert.True(Enum.IsDefined(setting.Kind));
    });

    [Fact]
    public void The_catalog_gives_the_defaults_that_the_configuration_has() => Assert.All(SettingsCatalog.All, setting =>
    {
        var path = $"{SettingsReader.Root}.{setting.Key}";
        Assert.True(ReferenceConf.Config.HasPath(path), path);
        Assert.Equal(ConfigurationFactory.ParseString($"value = {setting.Default}").GetValue("value").ToString(), ReferenceConf.Config.GetValue(path).ToString());
    });

    [Fact]
    public void Keys_are_unique() =>
        Assert.Equal(SettingsCatalog.All.Count, SettingsCatalog.All.Select(s => s.Key).Distinct().Count());

    [Fact]
    public void A_setting_is_described_by_the_comment_above_it()
    {
        var setting = Assert.Single(SettingsCatalog.Parse("""
            # a remark on the file

            actor-pipeline {
              # About the section.
              reader {
                # Blocks of one split
                # on their way.
                # speed, blocks
                window = 8
              }
            }
            """));

        Assert.Equal(new Setting("reader.window", "8", "Blocks of one split on their way.", SettingKind.Speed, "blocks"), setting);
    }

    [Theory]
    [InlineData("actor-pipeline {\n  seed = 1\n}")]
    [InlineData("actor-pipeline {\n  # data order, number\n  seed = 1\n}")]
    [InlineData("actor-pipeline {\n  # A seed.\n  # data order\n  seed = 1\n}")]
    [InlineData("actor-pipeline {\n  # A seed.\n  # colour, number\n  seed = 1\n}")]
    [InlineData("actor-pipeline {\n  # A seed.\n  # data order, number\n\n  seed = 1\n}")]
    public void A_setting_without_comment_kind_or_unit_is_refused_by_name(string text) =>
        Assert.Contains("seed", Assert.Throws<FormatException>(() => SettingsCatalog.Parse(text)).Message);
}
