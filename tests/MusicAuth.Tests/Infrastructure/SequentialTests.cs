using Xunit;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Tests that set or measure something of the whole process. They run alone, after all others.</summary>
[CollectionDefinition(nameof(SequentialTests), DisableParallelization = true)]
public sealed class SequentialTests;
