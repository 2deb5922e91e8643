namespace MusicAuth.Notices.Consents;

/// <summary>A grant without its tokens, as the database has it.</summary>
internal sealed record ConsentRow(
    Guid Id, Guid UserId, string Provider, string ClientId, string AccountId, string? DisplayName,
    DateTimeOffset AuthorizedAt, DateTimeOffset? AccessExpiresAt, GrantState State, ReauthorizationReason? Reason)
{
    /// <returns>Null for a provider that this version does not know.</returns>
    public GrantConsent? ToConsent(GrantStatus status)
    {
        if (status.FindEndpoint(Provider) is not { } endpoint)
            return null;
        ReauthorizationReason? reason = State == GrantState.ReauthorizationRequired
            ? Reason ?? ReauthorizationReason.Revoked
            : endpoint.ClientId is { } clientId && clientId != ClientId ? ReauthorizationReason.AppChanged : null;
        return new GrantConsent(
            Id, UserId, Provider, AccountId, DisplayName, AuthorizedAt,
            endpoint.ReauthorizeBy(AuthorizedAt, AccessExpiresAt), reason);
    }
}
