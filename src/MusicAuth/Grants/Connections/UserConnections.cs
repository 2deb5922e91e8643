namespace MusicAuth.Grants.Connections;

/// <summary>Grants as their users see them.</summary>
public sealed class UserConnections(
    GrantStore store, IdentityRemovalStore removals, GrantStatus health, IEnumerable<ITokenEndpoint> endpoints,
    GrantChangeNotifier changes, PublicAddress address)
{
    /// <summary>Those of the caller's user that the caller may see.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var grants = await store.ListAsync(caller.UserId, cancellationToken);
        return [.. endpoints.Where(endpoint => caller.CanAccess(endpoint.Provider))
            .SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .Select(ToConnection)];
    }

    /// <summary>The connections of everybody, by user, without what identifies an account.</summary>
    public async Task<ILookup<Guid, UserConnection>> ListByUserAsync(CancellationToken cancellationToken)
    {
        var grants = await store.ListAllAsync(cancellationToken);
        return endpoints.SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .ToLookup(grant => grant.UserId, grant => UserConnection.Of(ToConnection(grant)));
    }

    /// <summary>Erases a connection.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="provider">At which provider.</param>
    /// <param name="told">What the activity says of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DisconnectAsync(
        Caller caller, string provider, AuditEvent told, CancellationToken cancellationToken)
    {
        RequireKnownProvider(provider);
        try
        {
            if (!await store.EraseAsync(
                caller.UserId, provider, told with { Provider = provider }, cancellationToken))
                throw NotConnected(provider);
        }
        finally
        {
            // Also where what follows the commit failed: to tell it in vain does no harm.
            await changes.NotifyAsync(caller.UserId, provider);
        }
    }

    /// <summary>Erases a connection, and its account does not sign in any more.</summary>
    /// <returns>Whether the caller's session has ended with it.</returns>
    /// <exception cref="ProblemException">unknown_provider, not_connected, last_identity.</exception>
    public async Task<bool> ForgetAsync(
        Caller caller, string provider, AuditEvent told, CancellationToken cancellationToken)
    {
        RequireKnownProvider(provider);
        var connected = await store.FindAsync(caller.UserId, provider, cancellationToken)
            ?? throw NotConnected(provider);
        return await RemoveAsync(
            caller, identity => identity.Provider == provider && identity.IsAccount(connected.AccountId),
            () => NotConnected(provider), told, cancellationToken);
    }

    /// <summary>Removes an account of the caller's user, with its connection.</summary>
    /// <returns>Whether the caller's session has ended with it.</returns>
    /// <exception cref="ProblemException">not_found, last_identity.</exception>
    public Task<bool> RemoveIdentityAsync(
        Caller caller, Guid identityId, AuditEvent told, CancellationToken cancellationToken) => RemoveAsync(
            caller, identity => identity.Id == identityId,
            static () => new ProblemException(ProblemCode.NotFound, "You have no account with this id."), told,
            cancellationToken);

    /// <exception cref="ProblemException">unknown_provider.</exception>
    public void RequireKnownProvider(string provider)
    {
        if (health.FindEndpoint(provider) is null)
            throw new ProblemException(ProblemCode.UnknownProvider,
                "This provider does not exist. Use spotify or deezer.");
    }

    internal ProblemException NotConnected(string provider) =>
        new(ProblemCode.NotConnected, "This provider is not connected.")
        {
            Provider = provider,
            ReauthorizeUrl = address.LoginUrl(provider),
        };

    private async Task<bool> RemoveAsync(
        Caller caller, Func<Identity, bool> isRemoved, Func<ProblemException> missing, AuditEvent told,
        CancellationToken cancellationToken)
    {
        try
        {
            return await removals.RemoveAsync(caller, isRemoved, missing, told, cancellationToken);
        }
        finally
        {
            await changes.NotifyAsync(caller.UserId, provider: null);
        }
    }

    private Connection ToConnection(Grant grant)
    {
        var reason = health.DecryptOrReason(grant, out _);
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
            ReauthorizeSoon = health.ShouldReauthorizeSoon(grant),
            AccessExpiresAt = grant.AccessExpiresAt,
            LastRefreshedAt = grant.LastRefreshedAt,
            ReauthorizeUrl = address.LoginUrl(grant.Provider),
        };
    }
}
