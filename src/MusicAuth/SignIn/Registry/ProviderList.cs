namespace MusicAuth.SignIn.Registry;

/// <summary>The providers of this instance.</summary>
public sealed record ProviderList(bool SignedIn, IReadOnlyList<ProviderInfo> Items);
