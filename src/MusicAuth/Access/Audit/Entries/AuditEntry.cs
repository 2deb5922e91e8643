using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>An entry of the audit log: one event, or all equal events of an hour.</summary>
internal sealed class AuditEntry
{
    private const int MergeKeyBytes = 16;

    public Guid Id { get; init; }

    /// <summary>Null where the event has no user, or its user was removed.</summary>
    public Guid? UserId { get; init; }
    public AuditKind Kind { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public long Count { get; init; }
    public AuditCallerKind? CallerKind { get; init; }
    public string? CallerId { get; init; }
    public string? CallerName { get; init; }
    public string? Provider { get; init; }
    public string? Data { get; init; }
    public string? Address { get; init; }
    public string? Outcome { get; init; }
    public AuditAnomalyKinds Flags { get; set; }

    /// <summary>Unique for equal events of an hour; null for an entry of one event.</summary>
    public byte[]? MergeKey { get; init; }

    public static AuditEntry ForEvent(AuditEvent e, DateTimeOffset now) => From(e, now, now, 1, mergeKey: null);

    internal static AuditEntry Hourly(AuditEventCount count)
    {
        var e = count.Event;
        var content = string.Join(
            '\u001f', e.UserId, e.Kind, e.CallerKind, e.CallerId, e.CallerName, e.Provider, e.Data, e.Address,
            e.Outcome, count.Hour);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        return From(e, count.First, count.Last, count.Count, hash[..MergeKeyBytes]);
    }

    private static AuditEntry From(
        AuditEvent e, DateTimeOffset first, DateTimeOffset last, long count, byte[]? mergeKey) => new()
        {
            Id = Guid.CreateVersion7(first),
            UserId = e.UserId,
            Kind = e.Kind,
            At = first,
            LastAt = last,
            Count = count,
            CallerKind = e.CallerKind,
            CallerId = e.CallerId,
            CallerName = e.CallerName,
            Provider = e.Provider,
            Data = e.Data,
            Address = e.Address,
            Outcome = e.Outcome,
            MergeKey = mergeKey,
        };
}
