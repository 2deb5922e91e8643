namespace MusicAuth.SignIn.PendingLinks;

/// <summary>An account that waits for the user's answer. Times are RFC 3339 in UTC.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="AccountId">The user's id at the provider.</param>
/// <param name="DisplayName">As the provider has it; null where it has none.</param>
/// <param name="ExpiresAt">Without an answer the tokens are erased then.</param>
public sealed record PendingLinkInfo(string Provider, string AccountId, string? DisplayName, DateTimeOffset ExpiresAt)
{
    internal static PendingLinkInfo From(PendingLink link) =>
        new(link.Provider, link.AccountId ?? link.ProviderUserId!, link.DisplayName, link.ExpiresAt);
}
