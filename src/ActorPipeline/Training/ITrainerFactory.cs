using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Training;

/// <summary>Where a user wants steps to be computed.</summary>
public enum Device
{
    /// <summary>On a GPU if there is one that can be used, else on the CPU.</summary>
    Auto,

    /// <summary>On the CPU.</summary>
    Cpu,

    /// <summary>On a GPU; it is an error if there is none.</summary>
    Cuda,
}

/// <summary>What a trainer is made from.</summary>
/// <param name="Layout">The layout of a row, which is known once the data has been looked at.</param>
/// <param name="BatchSize">Rows of a batch at most.</param>
/// <param name="Device">Where the user wants it.</param>
/// <param name="Settings">Every setting; <c>trainer.options</c> is for those of the trainer's own (<see cref="SettingsReader.Section"/>).</param>
/// <param name="Note">Takes a line that the user should see: what an automatic choice took, for example.</param>
public sealed record TrainerContext(RowLayout Layout, int BatchSize, Device Device, SettingsReader Settings, Action<string> Note)
{
    /// <summary>Elements of the field <c>features</c> in a row.</summary>
    public int Features => Layout["features"].Length;
}

/// <summary>
/// Makes the trainer of a run. <c>train --trainer FILE.dll</c> takes the one public class of that assembly that implements this and has a
/// constructor without parameters.
/// </summary>
public interface ITrainerFactory
{
    /// <summary>Checks the settings that it reads, before any file is read; the command <c>config</c> does so too.</summary>
    /// <param name="settings">Every setting.</param>
    /// <exception cref="PipelineException">A setting is wrong.</exception>
    void Check(SettingsReader settings)
    {
        // a factory without settings
    }

    /// <summary>
    /// Called once before the run. It may begin, on a thread of its own, what takes time: the files are listed and the first blocks are read
    /// meanwhile.
    /// </summary>
    /// <param name="settings">Every setting.</param>
    /// <exception cref="PipelineException">This machine lacks what a setting asks for.</exception>
    void Prepare(SettingsReader settings)
    {
        // a factory that needs nothing
    }

    /// <summary>The trainer; called once, on the thread of its steps.</summary>
    /// <exception cref="PipelineException">It cannot be made; the message says what was expected and what was found.</exception>
    ITrainer Create(TrainerContext context);

    /// <summary>The memory of one batch: of arrays, unless the trainer's device wants another kind. Called when its first row comes.</summary>
    /// <exception cref="PipelineException">It cannot be had.</exception>
    BatchSlot CreateSlot(TrainerContext context) => new(context.BatchSize, context.Layout);
}

/// <summary>Makes factories.</summary>
public static class TrainerFactory
{
    /// <summary>A factory that calls a function.</summary>
    public static ITrainerFactory Of(Func<TrainerContext, ITrainer> create) => new Function(create);

    private sealed class Function(Func<TrainerContext, ITrainer> create) : ITrainerFactory
    {
        public ITrainer Create(TrainerContext context) => create(context);
    }
}
