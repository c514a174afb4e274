using ActorPipeline.Formats.Csv;
using ActorPipeline.Order;
using ActorPipeline.Settings;

namespace ActorPipeline;

/// <summary>
/// What a stream is: which files, what is in them, in which order, how shuffled and batched. Plain data with a slot for each step; it holds
/// data-order settings alone, so two equal ones over the same files give the same batches, bit for bit.
/// </summary>
/// <param name="Files">What to read: paths or globs.</param>
/// <param name="Order">The order of files, splits and blocks.</param>
/// <param name="Format">What the lines look like.</param>
/// <param name="Shuffling">How rows are shuffled.</param>
/// <param name="Batching">How rows become batches.</param>
public sealed record Dataset(
    [Setting("files.paths", SettingKind.DataOrder, "globs", Option = "--data", OptionValue = "GLOB")]
    IReadOnlyList<string> Files,
    OrderSettings Order,
    CsvSettings Format,
    ShufflingSettings Shuffling,
    BatchingSettings Batching)
{
    private const string FilesKey = "files.paths";

    /// <summary>
    /// What defines the stream besides the files themselves: each setting with its value, in one form for all that mean the same. What
    /// <c>files.paths</c> means is in the files.
    /// </summary>
    public IReadOnlyList<SettingValue> Identity => [.. SettingProperty.ValuesOf(this with { Shuffling = Shuffling.Resolve(Batching.Size) })
        .Select(setting => setting.Value).Where(value => value.Key != FilesKey)];
}
