using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorPipeline.Host.Generating;
using ActorPipeline.Memory;

namespace ActorPipeline.Host.Tests.Generating;

public class SyntheticSetSpec
{
    [Fact]
    public void The_text_of_a_set_never_changes() => Assert.Equal(
        "0.96436185,-1.0637532,-0.30393013,0.0\n-1.0989693,0.30479437,1.7083194,1.0\n", Text(new(1, 2, 3, Seed: 7), 0));

    [Fact]
    public void The_tutorials_first_file_never_changes() => Assert.Equal("88d0319b1e5ec0c986bf0356081e0190a977e0c2ef38723b0922595186a16444",
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text(new(20, 100, 1024, Seed: 7), 0)))));

    [Fact]
    public void A_file_depends_on_seed_plus_index_alone() => Assert.Equal(Text(new(20, 5, 4, Seed: 7), 3), Text(new(1, 5, 4, Seed: 10), 0));

    [Fact]
    public void The_length_of_the_buffer_changes_nothing()
    {
        var set = new SyntheticSet(1, 20, 10, Seed: 1);
        using var output = new MemoryStream();
        set.WriteFile(0, output, new byte[20]);
        Assert.Equal(Text(set, 0), Encoding.ASCII.GetString(output.ToArray()));
    }

    [Fact]
    public void The_label_says_whether_the_sum_of_the_features_is_positive() => Assert.All(
        Text(new(1, 200, 5, Seed: 3), 0).Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
        {
            var fields = line.Split(',');
            Assert.Equal(6, fields.Length);
            var sum = fields.SkipLast(1).Sum(f => (double)float.Parse(f, CultureInfo.InvariantCulture));
            Assert.Equal(sum > 0 ? "1.0" : "0.0", fields[^1]);
        });

    [Fact]
    public void Features_are_standard_normal()
    {
        var normal = new NormalDistribution(Xoshiro256.FromSeed(5));
        var values = Enumerable.Range(0, 200_000).Select(_ => normal.Next()).ToArray();
        Assert.Equal(0, values.Average(), tolerance: 0.01);
        Assert.Equal(1, values.Average(v => v * v), tolerance: 0.01);
        Assert.Equal(0, values.Average(v => v * v * v), tolerance: 0.05);
        Assert.Equal(3, values.Average(v => v * v * v * v), tolerance: 0.1);
        Assert.Equal(0.6827, values.Count(v => Math.Abs(v) < 1) / (double)values.Length, tolerance: 0.005);
    }

    [Fact]
    public void The_logarithm_is_as_good_as_the_librarys()
    {
        var random = Xoshiro256.FromSeed(11);
        for (var i = 0; i < 10_000; i++)
        {
            var value = random.NextDouble() * Math.Pow(2, -random.Below(60));
            if (value > 0)
                Assert.Equal(1, NormalDistribution.Log(value) / Math.Log(value), tolerance: 1e-14);
        }
    }

    [Theory]
    [InlineData(1, 0, "examples-00.csv")]
    [InlineData(20, 19, "examples-19.csv")]
    [InlineData(100, 7, "examples-07.csv")]
    [InlineData(101, 7, "examples-007.csv")]
    public void Names_of_a_set_have_one_length(int files, int file, string name) => Assert.Equal(name, new SyntheticSet(files, 1, 1, 1).NameOf(file));

    private static string Text(SyntheticSet set, int file)
    {
        using var output = new MemoryStream();
        set.WriteFile(file, output, new byte[4096]);
        return Encoding.ASCII.GetString(output.ToArray());
    }
}
