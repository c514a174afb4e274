using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace EmbeddedAkka.Tests.Remote;

/// <summary>A message of these tests, which <see cref="NoteSerializer"/> carries.</summary>
public interface INote;

public sealed record Note(string Text) : INote;

/// <summary>A note of so many bytes.</summary>
public sealed record LongNote(int Length) : INote;

/// <summary>A note about an actor.</summary>
public sealed record Introduction(IActorRef Actor) : INote;

/// <summary>A note that cannot be written down.</summary>
public sealed record UnwritableNote : INote;

/// <summary>A note that nobody can read.</summary>
public sealed record UnreadableNote : INote;

public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj) => obj switch
    {
        Note note => Encoding.UTF8.GetBytes(note.Text),
        LongNote note => new byte[note.Length],
        Introduction introduction => Encoding.UTF8.GetBytes(Akka.Serialization.Serialization.SerializedActorPath(introduction.Actor)),
        UnreadableNote => [],
        _ => throw new SerializationException($"{obj} cannot be written"),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        nameof(Note) => new Note(Encoding.UTF8.GetString(bytes)),
        nameof(LongNote) => new LongNote(bytes.Length),
        nameof(Introduction) => new Introduction(system.Provider.ResolveActorRef(Encoding.UTF8.GetString(bytes))),
        _ => throw new SerializationException($"{manifest} cannot be read"),
    };
}
