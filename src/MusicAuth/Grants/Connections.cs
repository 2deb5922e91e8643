using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>Grants as their users see them.</summary>
public sealed class Connections(
    GrantStore store, GrantHealth health, IEnumerable<ITokenEndpoint> endpoints, PublicAddress address)
{
    public async Task<IReadOnlyList<Connection>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var grants = await store.ListAsync(userId, cancellationToken);
        return [.. endpoints.SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .Select(Show)];
    }

    public async Task DisconnectAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        if (health.Endpoint(provider) is null)
            throw new ProblemException(ProblemCode.UnknownProvider, "There is no such provider: spotify or deezer.");
        if (!await store.EraseAsync(userId, provider, cancellationToken))
            throw new ProblemException(ProblemCode.NotConnected, "This provider is not connected.")
            {
                Provider = provider,
                ReauthorizeUrl = address.LoginUrl(provider),
            };
    }

    private Connection Show(Grant grant)
    {
        var reason = health.Judge(grant, out _);
        return new Connection
        {
            Id = grant.Id,
            Provider = grant.Provider,
            AccountId = grant.AccountId,
            DisplayName = grant.DisplayName,
            Scopes = grant.Scopes,
            State = reason is null ? GrantState.Active : GrantState.ReauthorizationRequired,
            Reason = reason,
            AuthorizedAt = grant.AuthorizedAt,
            ReauthorizeBy = health.ReauthorizeBy(grant),
            ReauthorizeSoon = health.IsReauthorizeSoon(grant),
            AccessExpiresAt = grant.AccessExpiresAt,
            LastRefreshedAt = grant.LastRefreshedAt,
            ReauthorizeUrl = address.LoginUrl(grant.Provider),
        };
    }
}
