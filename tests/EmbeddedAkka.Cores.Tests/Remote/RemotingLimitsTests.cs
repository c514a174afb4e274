using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace EmbeddedAkka.Cores.Tests.Remote;

/// <summary>Where the embedded engine does less than Akka.NET, and says so.</summary>
public sealed class RemotingLimitsTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = true", "enable-ssl")]
    [InlineData("akka.remote.dot-netty.tcp.tcp-reuse-addr = on", "tcp-reuse-addr")]
    [InlineData("akka.remote.dot-netty.tcp.dns-use-ipv6 = true", "dns-use-ipv6")]
    [InlineData("akka.remote.dot-netty.udp.port = 1", "udp")]
    [InlineData("akka.remote.enabled-transports = [x]", "enabled-transports")]
    [InlineData("akka.remote.untrusted-mode = on", "untrusted-mode")]
    [InlineData("akka.remote.watch-failure-detector.implementation-class = x", "implementation-class")]
    [InlineData("akka.remote.dot-netty.tcp.port = 65536", "port")]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size = 31999b", "maximum-frame-size")]
    [InlineData("akka.remote.dot-netty.tcp.applied-adapters = [nobody]", "nobody")]
    public void Settings_that_it_does_not_know_are_refused_by_name(string setting, string name)
    {
        var failure = Record.Exception(() => Start("spec", setting));
        Assert.Contains(name, Assert.IsType<ConfigurationException>(failure?.InnerException ?? failure).Message);
    }

    [Fact]
    public async Task A_message_without_a_serializer_is_dropped_with_an_error_that_names_its_type()
    {
        using var here = Start("here", "");
        using var there = Start("there", "");
        var error = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        here.EventStream.Subscribe(here.ActorOf(Listener.Props(error)), typeof(Error));
        here.ActorSelection(((ExtendedActorSystem)there).Provider.DefaultAddress + "/user/x").Tell(Version.Parse("1.2"));
        Assert.Contains("System.Version", await error.Task.WaitAsync(_patience));
    }

    [Theory]
    [InlineData("/user/*")]
    [InlineData("/user/a?")]
    [InlineData("/user/../system")]
    [InlineData("user/a")]
    public void Selections_of_several_actors_or_relative_ones_are_refused(string path)
    {
        using var system = Start("spec", "");
        Assert.Throws<NotSupportedException>(() => system.ActorSelection(path));
    }

    private static ActorSystem Start(string name, string setting) => ActorSystem.Create(name, ConfigurationFactory.ParseString(setting).WithFallback(
        ConfigurationFactory.ParseString("""
            akka {
              loggers = []
              loglevel = ERROR
              stdout-loglevel = OFF
              actor.provider = remote
              remote.dot-netty.tcp {
                hostname = "127.0.0.1"
                port = 0
              }
            }
            """)));

    private sealed class Listener(TaskCompletionSource<string> heard) : UntypedActor
    {
        public static Props Props(TaskCompletionSource<string> heard) => Akka.Actor.Props.Create(() => new Listener(heard));

        protected override void OnReceive(object message) => heard.TrySetResult(((Error)message).Message.ToString()!);
    }
}
