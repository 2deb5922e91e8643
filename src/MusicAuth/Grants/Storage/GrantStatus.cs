namespace MusicAuth.Grants.Storage;

/// <summary>What a stored grant is worth now, judged without asking the provider.</summary>
public sealed class GrantStatus(IEnumerable<ITokenEndpoint> endpoints, TokenProtector vault, TimeProvider time)
{
    private static readonly TimeSpan MaxMargin = TimeSpan.FromMinutes(5);
    private const double MarginOfLife = 0.2;
    private static readonly TimeSpan ReauthorizeSoonPeriod = TimeSpan.FromDays(30);

    private readonly Dictionary<string, ITokenEndpoint> _endpoints =
        endpoints.ToDictionary(endpoint => endpoint.Provider, StringComparer.Ordinal);

    public ITokenEndpoint? FindEndpoint(string provider) => _endpoints.GetValueOrDefault(provider);

    /// <summary>Why the grant is of no use until a new consent, or null with its tokens.</summary>
    public ReauthorizationReason? DecryptOrReason(Grant grant, out DecryptedGrant? open)
    {
        open = null;
        if (grant.State == GrantState.ReauthorizationRequired)
            return grant.Reason ?? ReauthorizationReason.Revoked;
        if (FindEndpoint(grant.Provider)?.ClientId is { } clientId && clientId != grant.ClientId)
            return ReauthorizationReason.AppChanged;
        if (!vault.TryUnprotect(grant, out open))
            return ReauthorizationReason.Unreadable;
        return open.RefreshToken is null && IsAccessTokenExpired(grant) ? ReauthorizationReason.ConsentExpired : null;
    }

    /// <summary>What the grant gives without a refresh.</summary>
    public TokenResult ToTokenResult(Grant grant) => DecryptOrReason(grant, out var open) is { } reason
        ? new TokenResult.ReauthorizationRequired(reason)
        : TokenResult.Fresh.From(open!.AccessToken, grant);

    /// <summary>Whether the access token still lives long enough to be worth using.</summary>
    public bool IsFresh(DecryptedGrant open) => time.GetUtcNow() < FreshUntil(open.Grant);

    /// <summary>Until when the access token is worth using.</summary>
    public static DateTimeOffset FreshUntil(Grant grant) =>
        grant.AccessExpiresAt is not { } expires ? DateTimeOffset.MaxValue
        // Without a refresh token there is nothing to win by stopping early.
        : grant.EncryptedRefreshToken is null ? expires
        : expires - Margin(grant, expires);

    /// <summary>When a token in use is renewed unasked: one to two margins before its end, by grant.</summary>
    public DateTimeOffset? BackgroundRefreshAt(Grant grant) =>
        grant.EncryptedRefreshToken is not null && grant.AccessExpiresAt is { } expires
            ? expires - (Margin(grant, expires) * (1 + SpreadFactor(grant.Id)))
            : null;

    /// <summary>The grant in the open, if its refresh token is to be sent; null where there is nothing to do.</summary>
    /// <param name="grant">As it is now.</param>
    /// <param name="demand">Why it is asked for.</param>
    /// <param name="inDoubt">Whether an earlier exchange of this generation was cut short.</param>
    public DecryptedGrant? DecryptIfDue(Grant grant, RefreshRequest demand, bool inDoubt)
    {
        if (demand.Reason == RefreshReason.InvalidGrantRetry)
            return grant.RetryAt <= time.GetUtcNow() && vault.TryUnprotect(grant, out var dead) ? dead : null;
        if (DecryptOrReason(grant, out var open) is not null)
            return null;
        var isAsked = demand.Reason switch
        {
            RefreshReason.AccessTokenRefused or RefreshReason.Background => grant.Generation == demand.Generation,
            RefreshReason.Indeterminate => inDoubt,
            _ => false,
        };
        return isAsked || !IsFresh(open!) ? open : null;
    }

    public bool IsAccessTokenExpired(Grant grant) => grant.AccessExpiresAt is { } expires && time.GetUtcNow() >= expires;

    public DateTimeOffset? ReauthorizeBy(Grant grant) =>
        FindEndpoint(grant.Provider)?.ReauthorizeBy(grant.AuthorizedAt, grant.AccessExpiresAt);

    public bool ShouldReauthorizeSoon(Grant grant) =>
        ReauthorizeBy(grant) is { } by && time.GetUtcNow() >= by - ReauthorizeSoonPeriod;

    /// <summary>Why the provider says <c>invalid_grant</c>, as far as we can know.</summary>
    /// <param name="grant">Whose token was refused.</param>
    /// <param name="inDoubt">Whether the token may have been spent before, by an exchange that was cut short.</param>
    public ReauthorizationReason ReasonForInvalidGrant(Grant grant, bool inDoubt) =>
        ReauthorizeBy(grant) is { } by && time.GetUtcNow() >= by ? ReauthorizationReason.ConsentExpired
        : inDoubt ? ReauthorizationReason.LostInFlight
        : ReauthorizationReason.Revoked;

    private static TimeSpan Margin(Grant grant, DateTimeOffset expires)
    {
        var life = expires - (grant.LastRefreshedAt ?? grant.AuthorizedAt);
        return life * MarginOfLife < MaxMargin ? life * MarginOfLife : MaxMargin;
    }

    // Of an id's random end: grants that were made together are not renewed together.
    private static double SpreadFactor(Guid id) => id.ToByteArray()[^1] / 255.0;
}
