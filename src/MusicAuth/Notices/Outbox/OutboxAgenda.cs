using Microsoft.Extensions.Options;

namespace MusicAuth.Notices.Outbox;

/// <summary>When the outbox has something to send, so that an idle broker does not ask the database.</summary>
internal sealed class OutboxAgenda(IOptions<DatabaseOptions> database, TimeProvider time)
{
    // On PostgreSQL another replica could have stopped in the middle.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    // Unknown until the first look.
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;

    /// <summary>Notes that something is to be sent now.</summary>
    public void Expect() => Expect(time.GetUtcNow());

    public void Expect(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (at < _next)
                _next = at;
        }
    }

    /// <summary>Whether to look into the outbox. After its look the sender expects the next moment.</summary>
    public bool TakeDue()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var isPollDue = database.Value.IsPostgres && now >= _lookedAt + PollInterval;
            if (now < _next && now >= _lookedAt && !isPollDue)
                return false;
            (_next, _lookedAt) = (DateTimeOffset.MaxValue, now);
            return true;
        }
    }
}
