namespace MusicAuth.Access.Users;

/// <summary>A user and what they have here.</summary>
public sealed record UserOverview(
    User User, int Sessions, int Keys, DateTimeOffset? SessionSeenAt, DateTimeOffset? KeyUsedAt)
{
    public DateTimeOffset? LastSeenAt => SessionSeenAt > KeyUsedAt || KeyUsedAt is null ? SessionSeenAt : KeyUsedAt;
}
