namespace MusicAuth.Grants.UserManagement;

/// <summary>An account that can sign in as its user. Times are RFC 3339 in UTC.</summary>
/// <param name="AccountId">The user's id at the provider.</param>
/// <param name="DisplayName">As the provider had it at the last sign-in; null where it is not known.</param>
/// <param name="LinkedAt">When it could first sign in.</param>
/// <param name="LastSignInAt">Its last sign-in; null where it is not known.</param>
/// <param name="Current">Whether its sign-in began this session.</param>
public sealed record LinkedIdentity(
    Guid Id, string Provider, string AccountId, string? DisplayName, DateTimeOffset LinkedAt,
    DateTimeOffset? LastSignInAt, bool Current)
{
    internal static LinkedIdentity Of(Identity identity, Caller caller) => new(
        identity.Id, identity.Provider, identity.Key, identity.DisplayName, identity.LinkedAt, identity.LastSignInAt,
        identity.Id == caller.IdentityId);
}
