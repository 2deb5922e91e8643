using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>
/// Half of the browser tests run in parallel with the other half, with their own browser and broker: in sequence they
/// take longer than all tests of processes.
/// </summary>
[CollectionDefinition(nameof(SecondBrowser))]
public sealed class SecondBrowser : ICollectionFixture<BrowserFixture>;
