namespace MusicAuth.Grants.UserManagement;

/// <summary>The accounts that can sign in as the session's user, in the order in which they were linked.</summary>
internal sealed record IdentityList(IReadOnlyList<LinkedIdentity> Items);
