using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>For tests that measure: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(UndisturbedBrowser), DisableParallelization = true)]
public sealed class UndisturbedBrowser : ICollectionFixture<BrowserFixture>;
