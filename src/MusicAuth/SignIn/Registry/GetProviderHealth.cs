namespace MusicAuth.SignIn.Registry;

/// <summary>A port to the slice that calls the providers and knows their health.</summary>
public delegate ProviderHealthInfo GetProviderHealth(string provider);
