namespace MusicAuth.Grants.Storage;

/// <summary>Judges a stored grant without asking the provider.</summary>
internal sealed class GrantStatus(IEnumerable<ITokenEndpoint> endpoints, TokenProtector protector, TimeProvider time)
{
    private const double MarginOfLifetime = 0.2;
    private const int ReauthorizeSoonDays = 30;
    private static readonly TimeSpan MaxMargin = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, ITokenEndpoint> _endpoints =
        endpoints.ToDictionary(endpoint => endpoint.Provider, StringComparer.Ordinal);

    public ITokenEndpoint? FindEndpoint(string provider) => _endpoints.GetValueOrDefault(provider);

    /// <summary>Decrypts the tokens, or gives the reason why the grant needs a new sign-in.</summary>
    public ReauthorizationReason? DecryptOrReason(Grant grant, out DecryptedGrant? decrypted)
    {
        decrypted = null;
        if (grant.State == GrantState.ReauthorizationRequired)
            return grant.Reason ?? ReauthorizationReason.Revoked;
        if (FindEndpoint(grant.Provider) is { } endpoint && endpoint.ClientId != grant.ClientId)
            return ReauthorizationReason.AppChanged;
        if (!protector.TryUnprotect(grant, out decrypted))
            return ReauthorizationReason.Unreadable;
        return decrypted.RefreshToken is null && IsAccessTokenExpired(grant)
            ? ReauthorizationReason.ConsentExpired
            : null;
    }

    /// <summary>The result for a caller where the grant is not refreshed.</summary>
    public TokenResult ToTokenResult(Grant grant) => DecryptOrReason(grant, out var decrypted) is { } reason
        ? new TokenResult.ReauthorizationRequired(reason)
        : TokenResult.Fresh.From(decrypted!.AccessToken, grant);

    public bool IsFresh(Grant grant) => time.GetUtcNow() < FreshUntil(grant);

    public static DateTimeOffset FreshUntil(Grant grant) =>
        grant.AccessExpiresAt is not { } expires ? DateTimeOffset.MaxValue
        // Without a refresh token, the margin would only shorten the use.
        : grant.EncryptedRefreshToken is null ? expires
        : expires - Margin(grant, expires);

    /// <summary>One to two margins before the access token expires, spread over the grants.</summary>
    public static DateTimeOffset? BackgroundRefreshAt(Grant grant) =>
        grant.EncryptedRefreshToken is not null && grant.AccessExpiresAt is { } expires
            ? expires - (Margin(grant, expires) * (1 + SpreadFactor(grant.Id)))
            : null;

    /// <summary>Decrypts the tokens if the grant needs the refresh, else gives null.</summary>
    public DecryptedGrant? DecryptIfDue(Grant grant, RefreshRequest request, bool isIndeterminate)
    {
        if (request.Reason == RefreshReason.InvalidGrantRetry)
            return grant.RetryAt <= time.GetUtcNow() && protector.TryUnprotect(grant, out var invalid) ? invalid : null;
        var isDue = !IsFresh(grant) || request.Reason switch
        {
            RefreshReason.AccessTokenRefused or RefreshReason.Background => grant.Generation == request.Generation,
            RefreshReason.Indeterminate => isIndeterminate,
            _ => false,
        };
        return isDue && DecryptOrReason(grant, out var decrypted) is null ? decrypted : null;
    }

    public bool IsAccessTokenExpired(Grant grant) =>
        grant.AccessExpiresAt is { } expires && time.GetUtcNow() >= expires;

    public DateTimeOffset? ReauthorizeBy(Grant grant) =>
        FindEndpoint(grant.Provider)?.ReauthorizeBy(grant.AuthorizedAt, grant.AccessExpiresAt);

    /// <summary>The days until the consent ends, rounded up, at least 0; null where it does not end.</summary>
    public int? DaysLeft(Grant grant) => DaysUntil(ReauthorizeBy(grant), time.GetUtcNow());

    /// <summary>The days until the end, rounded up, at least 0; null where there is no end.</summary>
    public static int? DaysUntil(DateTimeOffset? end, DateTimeOffset now) =>
        end is { } at ? (int)Math.Ceiling(Math.Max(0, (at - now).TotalDays)) : null;

    public bool ShouldReauthorizeSoon(Grant grant) => DaysLeft(grant) <= ReauthorizeSoonDays;

    /// <summary>The reason that fits an <c>invalid_grant</c> response best.</summary>
    public ReauthorizationReason ReasonForInvalidGrant(Grant grant, bool isIndeterminate) =>
        ReauthorizeBy(grant) is { } by && time.GetUtcNow() >= by ? ReauthorizationReason.ConsentExpired
        : isIndeterminate ? ReauthorizationReason.LostInFlight
        : ReauthorizationReason.Revoked;

    private static TimeSpan Margin(Grant grant, DateTimeOffset expires)
    {
        var share = (expires - (grant.LastRefreshedAt ?? grant.AuthorizedAt)) * MarginOfLifetime;
        return share < MaxMargin ? share : MaxMargin;
    }

    // From the random end of the id, so that grants of the same moment are refreshed at different times.
    private static double SpreadFactor(Guid id) => id.ToByteArray()[^1] / 255.0;
}
