namespace MusicAuth.Grants;

/// <summary>What a stored grant is worth now, judged without asking the provider.</summary>
public sealed class GrantHealth(IEnumerable<ITokenEndpoint> endpoints, GrantVault vault, TimeProvider time)
{
    private static readonly TimeSpan LargestMargin = TimeSpan.FromMinutes(5);
    private const double MarginOfLife = 0.2;
    private static readonly TimeSpan SoonBefore = TimeSpan.FromDays(30);

    private readonly Dictionary<string, ITokenEndpoint> _endpoints =
        endpoints.ToDictionary(endpoint => endpoint.Provider, StringComparer.Ordinal);

    public ITokenEndpoint? Endpoint(string provider) => _endpoints.GetValueOrDefault(provider);

    /// <summary>Why the grant is of no use until a new consent, or null with its tokens.</summary>
    public ReauthorizationReason? Judge(Grant grant, out OpenGrant? open)
    {
        open = null;
        if (grant.State == GrantState.ReauthorizationRequired)
            return grant.Reason ?? ReauthorizationReason.Revoked;
        if (Endpoint(grant.Provider)?.ClientId is { } clientId && clientId != grant.ClientId)
            return ReauthorizationReason.AppChanged;
        if (!vault.TryOpen(grant, out open))
            return ReauthorizationReason.Unreadable;
        return open.RefreshToken is null && HasEnded(grant) ? ReauthorizationReason.ConsentExpired : null;
    }

    /// <summary>Whether the access token still lives long enough to be worth using.</summary>
    public bool IsFresh(OpenGrant open)
    {
        if (open.Grant.AccessExpiresAt is not { } expires)
            return true;
        // Without a refresh token there is nothing to win by stopping early.
        if (open.RefreshToken is null)
            return !HasEnded(open.Grant);
        var life = expires - (open.Grant.LastRefreshedAt ?? open.Grant.AuthorizedAt);
        var margin = life * MarginOfLife < LargestMargin ? life * MarginOfLife : LargestMargin;
        return time.GetUtcNow() < expires - margin;
    }

    public bool HasEnded(Grant grant) => grant.AccessExpiresAt is { } expires && time.GetUtcNow() >= expires;

    public DateTimeOffset? ReauthorizeBy(Grant grant) =>
        Endpoint(grant.Provider)?.ReauthorizeBy(grant.AuthorizedAt, grant.AccessExpiresAt);

    public bool IsReauthorizeSoon(Grant grant) =>
        ReauthorizeBy(grant) is { } by && time.GetUtcNow() >= by - SoonBefore;

    /// <summary>Why the provider says <c>invalid_grant</c>, as far as the age of the consent tells.</summary>
    public ReauthorizationReason ReasonOfDeath(Grant grant) =>
        ReauthorizeBy(grant) is { } by && time.GetUtcNow() >= by
            ? ReauthorizationReason.ConsentExpired
            : ReauthorizationReason.Revoked;
}
