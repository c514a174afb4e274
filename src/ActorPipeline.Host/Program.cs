using ActorPipeline.Host;

// Not by returning: an actor that did not stop may hold a thread that would keep the process alive.
Environment.Exit(await CommandLine.RunAsync(args));
