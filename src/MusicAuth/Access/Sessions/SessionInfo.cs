namespace MusicAuth.Access.Sessions;

/// <summary>A browser that is signed in. Times are RFC 3339 in UTC.</summary>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="Browser">As "Firefox on Linux"; null where it did not say.</param>
/// <param name="Address">The network it signed in from, such as <c>192.0.2.0/24</c>.</param>
/// <param name="LastSeenAt">To ten minutes.</param>
/// <param name="ExpiresAt">When it ends if it is not used any more.</param>
public sealed record SessionInfo(
    Guid Id, bool Current, string? Browser, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt)
{
    internal static SessionInfo Of(Session session, Caller caller, SessionLifetime life) => new(
        session.Id, session.Id == caller.SessionId, session.Browser, session.Address, session.CreatedAt,
        session.LastSeenAt, life.ExpiryOf(session));
}
