namespace MusicAuth.SignIn.Registry;

/// <summary>The providers of this server, and whether the caller is signed in.</summary>
internal sealed record ProviderList(bool SignedIn, IReadOnlyList<ProviderInfo> Items);
