namespace ActorPipeline.Cluster.Wire;

/// <summary>A message between nodes; each has a name of its own on the wire, see <see cref="ControlSerializer"/>.</summary>
public interface IControlMessage;
