namespace MusicAuth.Grants.Refresh;

/// <summary>Why a refresh is requested.</summary>
/// <param name="Reason">Decides whether the grant, as it is read, needs the refresh.</param>
/// <param name="Generation">The token set that the reason is about; 0 where any will do.</param>
public readonly record struct RefreshRequest(RefreshReason Reason, long Generation = 0)
{
    public static RefreshRequest Expiring { get; } = new(RefreshReason.Expiring);

    /// <summary>Whether the provider's API refused the access token that the grant has now.</summary>
    public bool IsRefusalOf(Grant grant) =>
        Reason == RefreshReason.AccessTokenRefused && Generation == grant.Generation;
}
