namespace MusicAuth.Grants.Connections;

/// <summary>Lists and removes the connections of users.</summary>
internal sealed class UserConnections(
    GrantStore store, IdentityRemovalStore removals, GrantStatus status, IEnumerable<ITokenEndpoint> endpoints,
    GrantChangeNotifier changes, PublicAddress address)
{
    /// <summary>Lists the connections of the caller's user that the caller can access.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var grants = await store.ListAsync(caller.UserId, cancellationToken);
        return [.. endpoints.Where(endpoint => caller.CanAccess(endpoint.Provider))
            .SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .Select(ToConnection)];
    }

    /// <summary>Lists the connections of all users, without account ids.</summary>
    public async Task<ILookup<Guid, UserConnection>> ListByUserAsync(CancellationToken cancellationToken)
    {
        var grants = await store.ListAllAsync(cancellationToken);
        return endpoints.SelectMany(endpoint => grants.Where(grant => grant.Provider == endpoint.Provider))
            .ToLookup(grant => grant.UserId, grant => UserConnection.Of(ToConnection(grant)));
    }

    /// <exception cref="ProblemException">unknown_provider, not_connected.</exception>
    public async Task DisconnectAsync(
        Caller caller, string provider, AuditEvent audit, CancellationToken cancellationToken)
    {
        RequireKnownProvider(provider);
        try
        {
            if (!await store.EraseAsync(
                caller.UserId, provider, audit with { Provider = provider }, cancellationToken))
                throw NotConnected(provider);
        }
        finally
        {
            // Also after a failure, because it may have come after the commit.
            await changes.NotifyAsync(caller.UserId, provider);
        }
    }

    /// <summary>Erases a connection and the identity of its account.</summary>
    /// <returns>Whether that ended the caller's session.</returns>
    /// <exception cref="ProblemException">unknown_provider, not_connected, last_identity.</exception>
    public async Task<bool> ForgetAsync(
        Caller caller, string provider, AuditEvent audit, CancellationToken cancellationToken)
    {
        RequireKnownProvider(provider);
        var connected = await store.FindAsync(caller.UserId, provider, cancellationToken)
            ?? throw NotConnected(provider);
        return await RemoveAsync(
            caller, identity => identity.Provider == provider && identity.IsAccount(connected.AccountId),
            () => NotConnected(provider), audit, cancellationToken);
    }

    /// <summary>Removes an identity of the caller's user, with its connection.</summary>
    /// <returns>Whether that ended the caller's session.</returns>
    /// <exception cref="ProblemException">not_found, last_identity.</exception>
    public Task<bool> RemoveIdentityAsync(
        Caller caller, Guid identityId, AuditEvent audit, CancellationToken cancellationToken) => RemoveAsync(
            caller, identity => identity.Id == identityId,
            static () => new ProblemException(ProblemCode.NotFound, "You have no account with this id."), audit,
            cancellationToken);

    /// <exception cref="ProblemException">unknown_provider.</exception>
    public void RequireKnownProvider(string provider)
    {
        if (status.FindEndpoint(provider) is null)
            throw ProblemException.UnknownProvider();
    }

    internal ProblemException NotConnected(string provider) =>
        new(ProblemCode.NotConnected, "This provider is not connected.")
        {
            Provider = provider,
            ReauthorizeUrl = address.LoginUrl(provider),
        };

    private async Task<bool> RemoveAsync(
        Caller caller, Func<Identity, bool> isRemoved, Func<ProblemException> missing, AuditEvent audit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await removals.RemoveAsync(caller, isRemoved, missing, audit, cancellationToken);
        }
        finally
        {
            await changes.NotifyAsync(caller.UserId, provider: null);
        }
    }

    private Connection ToConnection(Grant grant)
    {
        var reason = status.DecryptOrReason(grant, out _);
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
            ReauthorizeBy = status.ReauthorizeBy(grant),
            DaysLeft = status.DaysLeft(grant),
            ReauthorizeSoon = status.ShouldReauthorizeSoon(grant),
            AccessExpiresAt = grant.AccessExpiresAt,
            LastRefreshedAt = grant.LastRefreshedAt,
            ReauthorizeUrl = address.LoginUrl(grant.Provider),
        };
    }
}
