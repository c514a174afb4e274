using Akka.Actor;

namespace EmbeddedAkka.Tests;

public sealed class PathTests : EngineSpec
{
    [Fact]
    public void A_path_names_system_guardian_and_actor()
    {
        var actor = ActorOf(new Script(), "name");
        Assert.Equal("akka://spec/user/name", actor.Path.ToString());
        Assert.Equal("/user/name", actor.Path.ToStringWithoutAddress());
        Assert.Equal("name", actor.Path.Name);
        Assert.Equal("akka://spec/user", actor.Path.Parent.ToString());
        Assert.Equal("akka://spec", actor.Path.Address.ToString());
        Assert.Equal(["user", "name"], actor.Path.Elements);
        Assert.Equal($"[akka://spec/user/name#{actor.Path.Uid}]", actor.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("$begins")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("größe")]
    [InlineData("half%2")]
    public void Some_names_are_no_names(string name)
    {
        Assert.Throws<InvalidActorNameException>(() => ActorOf(new Script(), name));
        Assert.False(ActorPath.IsValidPathElement(name));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A-z_0.9")]
    [InlineData("with%20percent")]
    [InlineData("@&=+,!~';()*:$")]
    public void Others_are(string name)
    {
        Assert.True(ActorPath.IsValidPathElement(name));
        Assert.Equal(name, ActorOf(new Script(), name).Path.Name);
    }

    [Fact]
    public void A_name_is_taken_until_its_actor_has_ended()
    {
        ActorOf(new Script(), "name");
        var failure = Assert.Throws<InvalidActorNameException>(() => ActorOf(new Script(), "name"));
        Assert.Equal("Actor name \"name\" is not unique!", failure.Message);
    }

    [Fact]
    public async Task A_name_need_only_be_unique_among_siblings()
    {
        var parent = ActorOf(new Script { OnMessage = (context, name) => context.Sender.Tell(context.ActorOf(new Script().Props, (string)name)) }, "name");
        var child = await parent.Ask<IActorRef>("name", Patience);
        Assert.Equal("akka://spec/user/name/name", child.Path.ToString());
        Assert.Equal(["user", "name", "name"], child.Path.Elements);
        Assert.Equal(parent.Path, child.Path.Parent);
    }

    [Fact]
    public async Task A_name_of_many_threads_at_once_goes_to_one()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            try
            {
                return ActorOf(new Script(), "name");
            }
            catch (InvalidActorNameException)
            {
                return ActorRefs.Nobody;
            }
        })));
        Assert.Single(created, actor => !actor.IsNobody());
    }

    [Fact]
    public void Actors_without_a_name_get_distinct_ones()
    {
        var names = Enumerable.Range(0, 200).Select(_ => ActorOf(new Script()).Path.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.StartsWith("$", name));
    }

    [Fact]
    public void Paths_are_equal_by_their_names()
    {
        var (one, two) = (ActorOf(new Script(), "one"), ActorOf(new Script(), "two"));
        Assert.Equal(one.Path, one.Path.Parent / "one");
        Assert.NotEqual(one.Path, two.Path);
        Assert.True(one.Path == one.Path.Parent / "one" && one.Path != two.Path);
        Assert.True(one.Path.Address == two.Path.Address && !(one.Path.Address != two.Path.Address));
        Assert.True(one.Path.CompareTo(two.Path) < 0);
        Assert.Equal(one.Path.GetHashCode(), (one.Path.Parent / "one").GetHashCode());
    }

    [Fact]
    public async Task References_of_two_incarnations_differ_though_their_paths_are_equal()
    {
        var inbox = NewInbox();
        var parent = ActorOf((context, message) =>
        {
            var child = context.ActorOf(new Script().Props, "child");
            inbox.Ref.Tell(child);
            if (message is "first")
                context.Stop(context.Watch(child));
        });
        parent.Tell("first");
        var first = await inbox.Next<IActorRef>();
        var second = await inbox.Next<IActorRef>();
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
    }

    [Fact]
    public async Task A_parent_knows_its_children_and_a_child_its_parent()
    {
        var parent = ActorOf((context, message) =>
        {
            if (message is string name)
                context.ActorOf(new Script { OnMessage = (child, _) => child.Sender.Tell(child.Parent) }.Props, name);
            else
                context.Sender.Tell((context.GetChildren().ToList(), context.Child("one"), context.Child("none").IsNobody()));
        });
        parent.Tell("one");
        parent.Tell("two");
        var (children, one, none) = await parent.Ask<(List<IActorRef>, IActorRef, bool)>(0, Patience);
        Assert.Equal(["one", "two"], children.Select(child => child.Path.Name).Order());
        Assert.Contains(one, children);
        Assert.True(none);
        Assert.Equal(parent, await one.Ask("parent?", Patience));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("")]
    public void A_systems_name_has_rules_too(string name) => Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public void Nobody_swallows_everything()
    {
        ActorRefs.Nobody.Tell("message");
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.True(ActorRefs.NoSender.IsNobody());
        Assert.False(ActorOf(new Script()).IsNobody());
    }
}
