namespace MusicAuth.SignIn.OAuth;

/// <summary>The account of a provider's profile response.</summary>
/// <param name="AccountId">Spotify's <c>account_id</c>; null where the provider has none.</param>
/// <param name="Id">The profile's <c>id</c>.</param>
/// <param name="DisplayName">For display only; never a key.</param>
internal sealed record ProviderProfile(string? AccountId, string? Id, string? DisplayName)
{
    private const int MaxNameLength = 200;

    /// <summary>The address of the picture, which comes from the provider; null where the account has none.</summary>
    public string? PictureUrl { get; init; }

    /// <exception cref="SignInException">The profile has no id.</exception>
    internal ProviderAccount ToAccount(string provider)
    {
        var accountId = string.IsNullOrEmpty(AccountId) ? null : AccountId;
        var id = string.IsNullOrEmpty(Id) ? null : Id;
        return accountId is null && id is null
            ? throw SignInException.Failed("no_account_id")
            : new ProviderAccount(provider, accountId, id, VisibleText.Sanitise(DisplayName, MaxNameLength));
    }
}
