using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

[CollectionDefinition(nameof(BrowserFixture))]
public sealed class BrowserTestGroup : ICollectionFixture<BrowserFixture>;
