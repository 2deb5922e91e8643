using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>For tests that measure time: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(UndisturbedBrowser), DisableParallelization = true)]
public sealed class UndisturbedBrowser : ICollectionFixture<BrowserFixture>;
