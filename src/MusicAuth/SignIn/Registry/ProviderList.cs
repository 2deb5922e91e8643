namespace MusicAuth.SignIn.Registry;

/// <summary>The providers of this server, and the rights of this browser.</summary>
/// <param name="SignedIn">Whether the request has a session or a key.</param>
/// <param name="CanSetUp">
/// Whether the browser can set up an instance that has no owner yet. False for a request with a session or a key.
/// </param>
/// <param name="Items">The providers.</param>
internal sealed record ProviderList(bool SignedIn, bool CanSetUp, IReadOnlyList<ProviderInfo> Items);
