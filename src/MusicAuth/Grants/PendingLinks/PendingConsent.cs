namespace MusicAuth.Grants.PendingLinks;

/// <summary>A consent that waits for its user's answer, with its tokens in the open.</summary>
/// <param name="Account">The account that signed in.</param>
/// <param name="ClientId">The provider app that it consented to.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="ConsentedAt">When it consented.</param>
public sealed record PendingConsent(
    ProviderAccount Account, string ClientId, TokenSet Tokens, DateTimeOffset ConsentedAt);
