namespace MusicAuth.Access.Sessions;

/// <summary>A signed-in browser. Times are RFC 3339 in UTC.</summary>
/// <param name="Current">Whether this browser sends the request.</param>
/// <param name="Browser">Such as "Firefox on Linux"; null without a known User-Agent.</param>
/// <param name="Address">The network of the sign-in, such as <c>192.0.2.0/24</c>.</param>
/// <param name="LastSeenAt">The time of the last request, to ten minutes.</param>
/// <param name="ExpiresAt">When the session expires without further requests.</param>
internal sealed record SessionInfo(
    Guid Id, bool Current, string? Browser, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt)
{
    internal static SessionInfo Of(Session session, Caller caller, SessionLifetime life) => new(
        session.Id, session.Id == caller.SessionId, session.Browser, session.Address, session.CreatedAt,
        session.LastSeenAt, life.ExpiryOf(session));
}
