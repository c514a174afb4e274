namespace ActorPipeline.Order;

/// <summary>What defines the logical order of splits.</summary>
/// <param name="Globs">What to read.</param>
/// <param name="Seed">Seeds the permutation of each epoch, together with its number.</param>
/// <param name="Epochs">Passes over all files; null: endless.</param>
/// <param name="ShuffleFiles">Off: the ordinal order of the paths in each epoch.</param>
/// <param name="SplitBytes">Bytes of a split.</param>
/// <param name="HeaderLines">Lines to leave out at the start of each file.</param>
public sealed record EpochSettings(IReadOnlyList<string> Globs, ulong Seed, int? Epochs, bool ShuffleFiles, long SplitBytes, int HeaderLines);
