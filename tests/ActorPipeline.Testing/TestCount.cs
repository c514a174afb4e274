namespace ActorPipeline.Testing;

/// <summary>How often a test tries: a seeded subset in <c>scripts/test</c>, all of it in <c>scripts/test --long</c>.</summary>
public static class TestCount
{
    public static int Of(int usual, int full) => Environment.GetEnvironmentVariable("LONG_TESTS") == "1" ? full : usual;
}
