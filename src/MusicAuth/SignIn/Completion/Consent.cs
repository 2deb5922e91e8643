namespace MusicAuth.SignIn.Completion;

/// <summary>What a person consented to, on its way from the provider's answer into custody.</summary>
public sealed record Consent(ProviderAccount Account, string ClientId, TokenSet Tokens);
