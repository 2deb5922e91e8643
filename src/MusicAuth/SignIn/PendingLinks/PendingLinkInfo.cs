namespace MusicAuth.SignIn.PendingLinks;

/// <summary>An account that waits for the user's answer.</summary>
/// <param name="Provider">The wire name of the provider.</param>
/// <param name="AccountId">The id of the account at the provider.</param>
/// <param name="DisplayName">The name of the account at the provider, or null.</param>
/// <param name="ExpiresAt">The time at which MusicAuth erases the tokens if the user has not answered.</param>
internal sealed record PendingLinkInfo(string Provider, string AccountId, string? DisplayName, DateTimeOffset ExpiresAt)
{
    internal static PendingLinkInfo From(PendingLink link) =>
        new(link.Provider, link.AccountId ?? link.ProviderUserId!, link.DisplayName, link.ExpiresAt);
}
