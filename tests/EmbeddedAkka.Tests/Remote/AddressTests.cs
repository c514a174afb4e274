using Akka.Actor;

namespace EmbeddedAkka.Tests.Remote;

public sealed class AddressTests
{
    [Theory]
    [InlineData("akka://spec", "akka", "spec", null, null)]
    [InlineData("akka.tcp://spec@localhost:2552", "akka.tcp", "spec", "localhost", 2552)]
    [InlineData("akka.tcp://a-b@10.0.0.7:1", "akka.tcp", "a-b", "10.0.0.7", 1)]
    public void An_address_is_read_as_it_is_written(string text, string protocol, string system, string? host, int? port)
    {
        var address = Address.Parse(text);
        Assert.Equal((protocol, system, host, port), (address.Protocol, address.System, address.Host, address.Port));
        Assert.Equal(text, address.ToString());
        Assert.Equal(new Address(protocol, system, host, port), address);
        Assert.Equal(host is not null, address.HasGlobalScope);
    }

    [Theory]
    [InlineData("")]
    [InlineData("spec")]
    [InlineData("akka.tcp://spec@")]
    [InlineData("akka.tcp://spec@host:port")]
    public void What_is_no_address_is_refused(string text) => Assert.ThrowsAny<Exception>(() => Address.Parse(text));

    [Fact]
    public void Any_difference_makes_another_address()
    {
        var one = new Address("akka.tcp", "spec", "localhost", 1);
        Assert.All(
            [
                new Address("akka", "spec", "localhost", 1), new Address("akka.tcp", "other", "localhost", 1),
                new Address("akka.tcp", "spec", "127.0.0.1", 1), new Address("akka.tcp", "spec", "localhost", 2),
            ],
            other => Assert.NotEqual(one, other));
    }

    [Fact]
    public void A_path_is_read_with_its_address_and_incarnation()
    {
        var path = ActorPath.Parse("akka.tcp://spec@localhost:1/user/a/b#42");
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal(42, path.Uid);
        Assert.Equal(Address.Parse("akka.tcp://spec@localhost:1"), path.Address);
        Assert.Equal("akka.tcp://spec@localhost:1/user/a/b", path.ToString());
        Assert.Equal(new RootActorPath(path.Address) / "user" / "a" / "b", path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/user/a")]
    [InlineData("user")]
    [InlineData("akka.tcp://spec@localhost:x/user")]
    public void What_is_no_path_is_refused(string text)
    {
        Assert.False(ActorPath.TryParse(text, out _));
        Assert.ThrowsAny<UriFormatException>(() => ActorPath.Parse(text));
    }

    [Fact]
    public void A_path_takes_the_address_under_which_others_know_it()
    {
        var there = Address.Parse("akka.tcp://spec@localhost:1");
        var here = ActorPath.Parse("akka://spec/user/a#7");
        Assert.Equal("akka.tcp://spec@localhost:1/user/a", here.ToStringWithAddress(there));
        Assert.Equal("akka.tcp://spec@localhost:1/user/a#7", here.ToSerializationFormatWithAddress(there));
        var far = ActorPath.Parse("akka.tcp://other@localhost:2/user/a#7");
        Assert.Equal("akka.tcp://other@localhost:2/user/a#7", far.ToSerializationFormatWithAddress(there));
    }
}
