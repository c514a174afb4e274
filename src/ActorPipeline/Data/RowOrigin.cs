namespace ActorPipeline.Data;

/// <summary>Where a row stands: its epoch and file, 0-based, and the byte of the file at which its line starts.</summary>
public readonly record struct RowOrigin(int Epoch, int File, long Offset);
