namespace MusicAuth.Grants.UserManagement;

/// <summary>The accounts that can sign in as the session's user, the first linked first.</summary>
public sealed record IdentityList(IReadOnlyList<LinkedIdentity> Items);
