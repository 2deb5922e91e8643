using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>
/// Half of the browser tests run beside the other half, with a browser and a broker of their own: one after the other
/// they take longer than all tests of processes.
/// </summary>
[CollectionDefinition(nameof(SecondBrowser))]
public sealed class SecondBrowser : ICollectionFixture<BrowserFixture>;
