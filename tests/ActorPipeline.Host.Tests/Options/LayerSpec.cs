using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Settings;

namespace ActorPipeline.Host.Tests.Options;

public class LayerSpec
{
    [Theory]
    [InlineData("seed=5", "seed", "5")]
    [InlineData("actor-pipeline.seed = 5", "seed", "5")]
    [InlineData("decoder.delimiter==", "decoder.delimiter", "=")]
    [InlineData("decoder.na-value=", "decoder.na-value", "")]
    [InlineData("decoder.na-value=\"?\"", "decoder.na-value", "?")]
    [InlineData("dispatcher.throughput=7", "dispatcher.throughput", "7")]
    public void An_assignment_sets_a_key_with_or_without_its_root(string text, string key, string value) =>
        Assert.Equal(value, new EffectiveSettings([Layer.OfAssignment("--set", text)]).Config.GetString($"{SettingsReader.Root}.{key}"));

    [Fact]
    public void An_assignment_takes_a_list() => Assert.Equal(
        ["a", "b"], new EffectiveSettings([Layer.OfAssignment("--set", "files.paths=[a, \"b\"]")]).Reader.Read<Dataset>().Files);

    [Fact]
    public void An_assignment_reaches_the_engine() => Assert.Equal(
        "DEBUG", new EffectiveSettings([Layer.OfAssignment("--set", "akka.loglevel=DEBUG")]).Config.GetString("akka.loglevel"));

    [Theory]
    [InlineData("seed")]
    [InlineData("=5")]
    [InlineData("files.paths=[${nowhere}]")]
    public void What_is_no_assignment_is_refused_as_a_setting(string text) =>
        Assert.Equal(FailureKind.Settings, Assert.Throws<PipelineException>(() => Layer.OfAssignment("--set", text)).Kind);

    [Theory]
    [InlineData("files.paths=[a", "'[' is never closed")]
    [InlineData("files.paths=[a }", "'}' closes nothing")]
    [InlineData("files.paths=[a]]", "1:33: ']' closes nothing")]
    [InlineData("decoder.na-value=\"x", "1:35: a string that starts with a quote and never ends")]
    [InlineData("decoder.na-value=\"\"\"x\"", "a string that starts with a quote and never ends")]
    public void What_is_left_open_is_refused_with_its_place(string text, string flaw) =>
        Assert.Contains(flaw, Assert.Throws<PipelineException>(() => Layer.OfAssignment("--set", text)).Message);

    [Theory]
    [InlineData("files.paths=[\"a]\", \"b\\\"]\"]", "a]", "b\"]")]
    [InlineData("files.paths=[a, # ]\n b]", "a", "b")]
    public void What_is_in_quotes_or_in_a_comment_opens_and_closes_nothing(string text, params string[] paths) =>
        Assert.Equal(paths, new EffectiveSettings([Layer.OfAssignment("--set", text)]).Reader.Read<Dataset>().Files);

    [Theory]
    [InlineData("shuffle { batchsize = 5 }", "shuffle.batchsize", "shuffle.batch-size")]
    [InlineData("batch-size = 5", "batch-size", "shuffle.batch-size")]
    [InlineData("shufle.batch-size = 5", "shufle.batch-size", "shuffle.batch-size")]
    [InlineData("reader = 5", "reader", "reader.readers")]
    [InlineData("epochs { n = 5 }", "epochs.n", "epochs")]
    public void An_unknown_setting_of_a_file_is_refused_with_file_key_and_nearest_one(string hocon, string key, string nearest)
    {
        using var folder = new TempFolder();
        var path = folder.Write("my.conf", $"actor-pipeline {{ {hocon} }}");
        var refused = Assert.Throws<PipelineException>(() => Layer.OfFile(path));
        Assert.Equal(FailureKind.Settings, refused.Kind);
        Assert.Equal($"{path}: there is no setting actor-pipeline.{key}; the nearest one is actor-pipeline.{nearest}.", refused.Message);
    }

    [Fact]
    public void A_setting_outside_of_the_root_is_refused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("my.conf", "epochs = 2");
        Assert.Equal($"{path}: there is no setting epochs; the nearest one is actor-pipeline.epochs.",
            Assert.Throws<PipelineException>(() => Layer.OfFile(path)).Message);
    }

    [Fact]
    public void The_reference_configuration_itself_is_a_file_that_may_be_given()
    {
        using var folder = new TempFolder();
        var layer = Layer.OfFile(folder.Write("reference.conf", ReferenceConf.Text));
        Assert.All(SettingsCatalog.All, s => Assert.Equal(layer.Origin, new EffectiveSettings([layer]).OriginOf(s.Key)));
    }

    [Fact]
    public void An_empty_file_sets_nothing()
    {
        using var folder = new TempFolder();
        Assert.Equal(23u, new EffectiveSettings([Layer.OfFile(folder.Write("empty.conf", "# nothing\n"))]).Reader.Read<Dataset>().Order.Seed);
    }

    [Fact]
    public void A_file_that_HOCON_cannot_resolve_is_refused_by_its_name()
    {
        using var folder = new TempFolder();
        var path = folder.Write("broken.conf", "actor-pipeline { seed = ${nowhere} }");
        var refused = Assert.Throws<PipelineException>(() => Layer.OfFile(path));
        Assert.Equal(FailureKind.Settings, refused.Kind);
        Assert.StartsWith($"{path}: not valid HOCON", refused.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_file_failure() =>
        Assert.Equal(FailureKind.File, Assert.Throws<PipelineException>(() => Layer.OfFile("/nowhere/my.conf")).Kind);
}
