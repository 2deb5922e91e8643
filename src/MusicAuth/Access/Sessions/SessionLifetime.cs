using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Sessions;

/// <summary>How long a browser stays signed in (SECURITY 7.3.1, 7.3.2).</summary>
public sealed class SessionLifetime(IOptions<AccessOptions> options)
{
    /// <summary>After this time without use it ends.</summary>
    public TimeSpan Idle => TimeSpan.FromDays(options.Value.SessionIdleDays);

    /// <summary>After this time it ends in any case.</summary>
    public TimeSpan Absolute => TimeSpan.FromDays(options.Value.SessionDays);

    /// <summary>When the session ends if it is not used any more.</summary>
    public DateTimeOffset ExpiryOf(Session session)
    {
        var (idle, last) = (session.LastSeenAt + Idle, session.CreatedAt + Absolute);
        return idle < last ? idle : last;
    }

    public bool IsActive(Session session, DateTimeOffset now) => now < ExpiryOf(session);
}
