namespace MusicAuth.Grants.UserManagement;

/// <summary>An account that can sign in as its user. Times are RFC 3339 in UTC.</summary>
/// <param name="AccountId">The user's id at the provider.</param>
/// <param name="DisplayName">The provider's name for the user at the last sign-in; null where unknown.</param>
/// <param name="LinkedAt">When the account was linked to the user.</param>
/// <param name="LastSignInAt">The last sign-in; null where unknown.</param>
/// <param name="Current">Whether this session began with a sign-in of the account.</param>
internal sealed record LinkedIdentity(
    Guid Id, string Provider, string AccountId, string? DisplayName, DateTimeOffset LinkedAt,
    DateTimeOffset? LastSignInAt, bool Current)
{
    internal static LinkedIdentity Of(Identity identity, Caller caller) => new(
        identity.Id, identity.Provider, identity.Key, identity.DisplayName, identity.LinkedAt, identity.LastSignInAt,
        identity.Id == caller.IdentityId);
}
