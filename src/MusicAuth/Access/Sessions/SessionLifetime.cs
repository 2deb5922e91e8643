using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Sessions;

/// <summary>The lifetime of sessions (ASVS 7.3.1, 7.3.2).</summary>
internal sealed class SessionLifetime(IOptions<AccessOptions> options)
{
    /// <summary>The longest time between two requests.</summary>
    public TimeSpan Idle => TimeSpan.FromDays(options.Value.SessionIdleDays);

    public TimeSpan Absolute => TimeSpan.FromDays(options.Value.SessionDays);

    public DateTimeOffset ExpiryOf(Session session)
    {
        var (idle, last) = (session.LastSeenAt + Idle, session.CreatedAt + Absolute);
        return idle < last ? idle : last;
    }

    /// <summary>A session is active if it began after the first time and was used after the second one.</summary>
    public (DateTimeOffset MinCreated, DateTimeOffset MinSeen) LimitsAt(DateTimeOffset now) =>
        (now - Absolute, now - Idle);

    public bool IsActive(Session session, DateTimeOffset now) => now < ExpiryOf(session);
}
