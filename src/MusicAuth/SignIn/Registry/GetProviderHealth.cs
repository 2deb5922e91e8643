namespace MusicAuth.SignIn.Registry;

/// <summary>A port to the slice that calls the providers and knows their health.</summary>
internal delegate ProviderHealthInfo GetProviderHealth(string provider);
