using ActorPipeline.Cluster.Gate;
using ActorPipeline.Cluster.Trust;

namespace ActorPipeline.Cluster.Tests.Gate;

public sealed class GateHandshakeSpec
{
    private static readonly SharedToken _token = new("the token of this cluster"u8);

    private int _nonces;

    [Fact]
    public void Two_that_know_the_token_open_the_gate()
    {
        var (connecting, accepting) = (New(connects: true), New(connects: false));
        var first = connecting.Receive(accepting.Greeting);
        Assert.False(first.Opens);
        Assert.Equal(new GateStep(null, Opens: false), accepting.Receive(connecting.Greeting));
        var second = accepting.Receive(first.Answer);
        Assert.True(second.Opens);
        Assert.Equal(new GateStep(null, Opens: true), connecting.Receive(second.Answer));
    }

    [Fact]
    public void Who_accepts_proves_nothing_before_the_other_has()
    {
        var accepting = New(connects: false);
        Assert.Null(accepting.Receive(New(connects: true).Greeting).Answer);
    }

    [Fact]
    public void Another_token_opens_nothing_on_either_side()
    {
        var stranger = New(connects: true, new SharedToken("the token of that cluster"u8));
        var accepting = New(connects: false);
        accepting.Receive(stranger.Greeting);
        Assert.Throws<GateException>(() => accepting.Receive(stranger.Receive(accepting.Greeting).Answer));

        var (connecting, strange) = (New(connects: true), New(connects: false, new SharedToken("the token of that cluster"u8)));
        var proof = connecting.Receive(strange.Greeting).Answer;
        strange.Receive(connecting.Greeting);
        Assert.Throws<GateException>(() => strange.Receive(proof));
        Assert.Throws<GateException>(() => connecting.Receive(new byte[GateHandshake.ProofLength]));
    }

    [Fact]
    public void What_was_heard_before_is_worthless()
    {
        var (connecting, accepting) = (New(connects: true), New(connects: false));
        var greeting = connecting.Greeting;
        var proof = connecting.Receive(accepting.Greeting).Answer;
        var another = New(connects: false);
        another.Receive(greeting);
        Assert.Throws<GateException>(() => another.Receive(proof));
    }

    [Fact]
    public void What_comes_back_as_it_went_is_worthless()
    {
        var connecting = New(connects: true);
        var proof = connecting.Receive(connecting.Greeting).Answer;
        Assert.Throws<GateException>(() => connecting.Receive(proof));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(36)]
    [InlineData(38)]
    [InlineData(128_000)]
    public void A_greeting_of_another_length_is_refused(int length) =>
        Assert.Throws<GateException>(() => New(connects: false).Receive([.. New(connects: true).Greeting.Concat(new byte[128_000]).Take(length)]));

    [Fact]
    public void Another_magic_or_version_is_refused()
    {
        for (var place = 0; place < 5; place++)
        {
            var greeting = New(connects: true).Greeting;
            greeting[place]++;
            Assert.Throws<GateException>(() => New(connects: false).Receive(greeting));
        }
    }

    [Fact]
    public void One_wrong_bit_of_the_proof_is_enough()
    {
        for (var bit = 0; bit < GateHandshake.ProofLength * 8; bit++)
        {
            var (connecting, accepting) = (New(connects: true), New(connects: false));
            accepting.Receive(connecting.Greeting);
            var proof = connecting.Receive(accepting.Greeting).Answer!;
            proof[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<GateException>(() => accepting.Receive(proof));
        }
    }

    [Fact]
    public void A_proof_of_another_length_is_refused()
    {
        foreach (var length in new[] { 0, 1, 31, 33 })
        {
            var accepting = New(connects: false);
            accepting.Receive(New(connects: true).Greeting);
            Assert.Throws<GateException>(() => accepting.Receive(new byte[length]));
        }
    }

    [Fact]
    public void Nothing_comes_after_a_proof()
    {
        var (connecting, accepting) = (New(connects: true), New(connects: false));
        accepting.Receive(connecting.Greeting);
        var proof = connecting.Receive(accepting.Greeting).Answer;
        accepting.Receive(proof);
        Assert.Throws<GateException>(() => accepting.Receive(proof));
    }

    /// <summary>A side with random bytes that no other side of this test has.</summary>
    private GateHandshake New(bool connects, SharedToken? token = null)
    {
        var nonce = new byte[GateHandshake.NonceLength];
        new Random(++_nonces).NextBytes(nonce);
        return new GateHandshake(token ?? _token, connects, nonce);
    }
}
