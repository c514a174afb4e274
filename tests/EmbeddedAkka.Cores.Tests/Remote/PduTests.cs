using Akka.Remote;

namespace EmbeddedAkka.Cores.Tests.Remote;

public sealed class PduTests
{
    private static readonly Hello _hello = new("akka.tcp://spec@127.0.0.1:1", 42);
    private static readonly WireMessage _message = new("akka.tcp://a@h:1/user/x#7", "akka.tcp://b@h:2/user/ä", 17, "S", [1, 2, 3]);
    private static readonly WireSystemMessage _system = new(3, SystemMessageKind.Watch, "akka.tcp://a@h:1/user/x#7", "akka.tcp://b@h:2/user/y#8");

    [Fact]
    public void All_kinds_are_read_as_they_were_written()
    {
        Assert.Equal(_hello, Pdu.ReadHello(Pdu.Write(_hello)));
        Assert.Equivalent(_message, Pdu.ReadMessage(Pdu.Write(_message)), strict: true);
        Assert.Equal(_system, Pdu.ReadSystemMessage(Pdu.Write(_system)));
        Assert.Equal(1L << 40, Pdu.ReadAcknowledgement(Pdu.Acknowledgement(1L << 40)));
        Assert.Equal(7, Pdu.ReadHeartbeatResponse(Pdu.HeartbeatResponse(7)));
        Assert.Equal("why", Pdu.ReadRefusal(Pdu.Refusal("why")));
    }

    [Fact]
    public void Payloads_that_are_cut_off_are_refused()
    {
        AssertRefused(Pdu.Write(_hello), bytes => Pdu.ReadHello(bytes));
        AssertRefused(Pdu.Write(_system), bytes => Pdu.ReadSystemMessage(bytes));
        AssertRefused(Pdu.Write(_message)[..^_message.Bytes.Length], bytes => Pdu.ReadMessage(bytes));

        static void AssertRefused(byte[] payload, Action<byte[]> read)
        {
            for (var length = 0; length < payload.Length; length++)
                Assert.Throws<FormatException>(() => read(payload[..length]));
        }
    }

    [Fact]
    public void A_greeting_of_another_version_or_of_something_else_is_refused()
    {
        for (var place = 0; place < 6; place++)
        {
            var greeting = Pdu.Write(_hello);
            greeting[place]++;
            Assert.Throws<FormatException>(() => Pdu.ReadHello(greeting));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_are_a_payload_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = random.Next(2) == 0 ? Pdu.Write(_message) : Pdu.Write(_system);
            for (var changes = random.Next(4); changes >= 0; changes--)
                bytes[1 + random.Next(bytes.Length - 1)] = (byte)random.Next(256);
            try
            {
                if (Pdu.KindOf(bytes) == PduKind.Message)
                    Pdu.ReadMessage(bytes);
                else
                    Pdu.ReadSystemMessage(bytes);
            }
            catch (FormatException)
            {
            }
        }
    }
}
