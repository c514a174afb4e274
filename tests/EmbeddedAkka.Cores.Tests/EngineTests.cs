using Akka.Actor;

namespace EmbeddedAkka.Cores.Tests;

public sealed class EngineTests
{
    [Fact]
    public void Specs_look_inside_the_engine_only_where_it_is_the_stand_in()
    {
        var others = typeof(EngineTests).Assembly.GetTypes().Where(type => type.IsPublic && type != typeof(EngineTests));
        Assert.Equal(typeof(ActorSystem).Assembly.GetName().Name == "EmbeddedAkka", others.Any());
    }
}
