namespace MusicAuth.Access.Identities;

/// <summary>An account at a provider, from its profile. It has at least one of the two ids.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="AccountId">Spotify's <c>account_id</c>, its key for account linking since May 2026.</param>
/// <param name="ProviderUserId">The profile's <c>id</c>.</param>
/// <param name="DisplayName">The name in the profile; never a key.</param>
internal sealed record ProviderAccount(string Provider, string? AccountId, string? ProviderUserId, string? DisplayName)
{
    /// <summary>The account id: <c>account_id</c>, else <c>id</c>.</summary>
    public string Key =>
        AccountId ?? ProviderUserId ?? throw new InvalidOperationException("An account without an id.");

    /// <summary>The key without control characters and shortened, for people to read.</summary>
    public string DisplayKey => ToDisplayText(Key);

    /// <summary>The name, else the key, without control characters and shortened.</summary>
    public string DisplayTitle => ToDisplayText(string.IsNullOrWhiteSpace(DisplayName) ? Key : DisplayName);

    private const int LongestShown = 100;

    /// <summary>An id or a name as the audit log and the page have it.</summary>
    public static string ToDisplayText(string text) =>
        VisibleText.Truncate(new([.. text.Where(c => !char.IsControl(c))]), LongestShown);
}
