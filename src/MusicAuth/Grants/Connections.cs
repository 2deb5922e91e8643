using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>Grants as their users see them.</summary>
public sealed class Connections(
    GrantStore store, GrantHealth health, IEnumerable<ITokenEndpoint> endpoints, GrantChanges changes,
    PublicAddress address)
{
    /// <summary>Those of the caller's user that the caller may see.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var grants = await store.ListAsync(caller.UserId, cancellationToken);
        return [.. endpoints.Where(endpoint => caller.MaySee(endpoint.Provider))
            .SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .Select(Show)];
    }

    /// <summary>The connections of everybody, by user, without what identifies an account.</summary>
    public async Task<ILookup<Guid, PersonConnection>> OfEverybodyAsync(CancellationToken cancellationToken)
    {
        var grants = await store.ListAllAsync(cancellationToken);
        return endpoints.SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .ToLookup(grant => grant.UserId, grant => PersonConnection.Of(Show(grant)));
    }

    /// <summary>Erases a connection.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="provider">At which provider.</param>
    /// <param name="told">What the activity says of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DisconnectAsync(
        Caller caller, string provider, ActivityEvent told, CancellationToken cancellationToken)
    {
        RequireKnown(provider);
        try
        {
            if (!await store.EraseAsync(
                caller.UserId, provider, told with { Provider = provider }, cancellationToken))
                throw NotConnected(provider);
        }
        finally
        {
            // Also where what follows the commit failed: to tell it in vain does no harm.
            await changes.TellAsync(caller.UserId, provider);
        }
    }

    /// <exception cref="ProblemException">unknown_provider.</exception>
    public void RequireKnown(string provider)
    {
        if (health.Endpoint(provider) is null)
            throw new ProblemException(ProblemCode.UnknownProvider, "There is no such provider: spotify or deezer.");
    }

    internal ProblemException NotConnected(string provider) =>
        new(ProblemCode.NotConnected, "This provider is not connected.")
        {
            Provider = provider,
            ReauthorizeUrl = address.LoginUrl(provider),
        };

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
