namespace MusicAuth.SignIn.Completion;

/// <summary>A user's consent at a provider, before it is stored as a grant.</summary>
internal sealed record Consent(ProviderAccount Account, string ClientId, TokenSet Tokens);
