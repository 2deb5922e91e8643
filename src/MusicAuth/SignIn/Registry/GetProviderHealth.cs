namespace MusicAuth.SignIn.Registry;

/// <summary>Tells the condition of a provider by its wire name; it is known where calls leave.</summary>
public delegate ProviderHealthInfo GetProviderHealth(string provider);
