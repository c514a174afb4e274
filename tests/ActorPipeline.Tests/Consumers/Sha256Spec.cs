using System.Security.Cryptography;
using System.Text;
using ActorPipeline.Consumers;

namespace ActorPipeline.Tests.Consumers;

public class Sha256Spec
{
    [Theory]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_examples_of_the_standard_hold(string message, string hash)
    {
        var hashed = new Sha256();
        hashed.Append(Encoding.ASCII.GetBytes(message));

        Assert.Equal(hash, Convert.ToHexStringLower(hashed.Current()));
    }

    [Fact]
    public void It_is_that_of_the_runtime_for_every_length_and_asking_changes_nothing()
    {
        var message = Message(300);
        var growing = new Sha256();
        for (var length = 0; length <= message.Length; length++)
        {
            var whole = new Sha256();
            whole.Append(message.AsSpan(0, length));
            Assert.Equal(SHA256.HashData(message.AsSpan(0, length)), whole.Current());
            Assert.Equal(whole.Current(), growing.Current());
            growing.Append(message.AsSpan(length, Math.Min(1, message.Length - length)));
        }
    }

    [Fact]
    public void However_a_message_is_cut_its_hash_is_the_same()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var message = Message(random.Next(2000));
            var hash = new Sha256();
            for (var at = 0; at < message.Length;)
            {
                var length = Math.Min(random.Next(200), message.Length - at);
                hash.Append(message.AsSpan(at, length));
                at += length;
            }

            Assert.True(SHA256.HashData(message).SequenceEqual(hash.Current()), $"seed {seed}");
        }
    }

    [Fact]
    public void Saved_anywhere_in_a_message_and_loaded_over_another_one_it_goes_on()
    {
        var message = Message(300);
        var expected = SHA256.HashData(message);
        for (var cut = 0; cut <= message.Length; cut++)
        {
            var before = new Sha256();
            before.Append(message.AsSpan(0, cut));
            using var state = new MemoryStream();
            using var writer = new BinaryWriter(state);
            before.Save(writer);
            state.Position = 0;
            var after = new Sha256();
            after.Append(message.AsSpan(0, 100));
            using var reader = new BinaryReader(state);
            after.Load(reader);
            after.Append(message.AsSpan(cut));

            Assert.Equal(expected, after.Current());
            Assert.Equal(state.Length, state.Position);
        }
    }

    private static byte[] Message(int length)
    {
        var message = new byte[length];
        new Random(length).NextBytes(message);
        return message;
    }
}
