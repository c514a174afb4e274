using ActorPipeline.Settings;

namespace ActorPipeline.Order;

/// <summary>The logical order of blocks, before any shuffle of rows.</summary>
/// <param name="Seed">Seeds the permutation of the files of each epoch, the shuffle, and the first weights.</param>
/// <param name="Epochs">Passes over all files; null: endless.</param>
/// <param name="Interleave">Splits taken in turn, one block each.</param>
/// <param name="SplitBytes">Bytes of a split.</param>
/// <param name="BlockBytes">Bytes of a block at most.</param>
public sealed record OrderSettings(
    [Setting("seed", SettingKind.DataOrder, "whole number", Option = "--seed")]
    ulong Seed,
    [Setting("epochs", SettingKind.DataOrder, "epochs", Min = 1, Max = 1_000_000, Otherwise = "endless", Option = "--epochs")]
    int? Epochs,
    [Setting("interleave", SettingKind.DataOrder, "splits", Min = 1, Max = 1024, Option = "--interleave")]
    int Interleave,
    [Setting("files.split-bytes", SettingKind.DataOrder, "bytes", Min = 1, Max = 1L << 40, Option = "--split-bytes", OptionValue = "SIZE")]
    long SplitBytes,
    [Setting("reader.block-bytes", SettingKind.DataOrder, "bytes", Min = 16, Max = 256 << 20)]
    int BlockBytes);
