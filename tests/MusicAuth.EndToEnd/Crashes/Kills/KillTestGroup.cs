using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Kills;

[CollectionDefinition(nameof(KillTests), DisableParallelization = true)]
public sealed class KillTestGroup;
