namespace MusicAuth.Grants.PendingLinks;

/// <summary>The consent of a pending link, with its decrypted tokens.</summary>
internal sealed record PendingConsent(
    ProviderAccount Account, string ClientId, TokenSet Tokens, DateTimeOffset ConsentedAt);
