namespace MusicAuth.Access.Users;

/// <summary>A user, and the number of their active sessions and of their keys.</summary>
internal sealed record UserOverview(
    User User, int Sessions, int Keys, DateTimeOffset? SessionSeenAt, DateTimeOffset? KeyUsedAt)
{
    public DateTimeOffset? LastSeenAt => SessionSeenAt > KeyUsedAt || KeyUsedAt is null ? SessionSeenAt : KeyUsedAt;
}
