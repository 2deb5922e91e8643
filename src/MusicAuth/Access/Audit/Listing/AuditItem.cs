namespace MusicAuth.Access.Audit.Listing;

/// <summary>An event, or several equal events of an hour. Times are RFC 3339 in UTC.</summary>
/// <param name="At">The time of the first event.</param>
/// <param name="LastAt">The time of the last event.</param>
/// <param name="Caller">Null for an anonymous request.</param>
/// <param name="Data">The kind of data, such as <c>playlists</c>.</param>
/// <param name="Address">The network, such as <c>192.0.2.0/24</c>.</param>
/// <param name="Outcome"><c>ok</c>, or the code of the problem, with its reason after a colon.</param>
/// <param name="Flags">Its anomalies; usually none.</param>
internal sealed record AuditItem(
    Guid Id, AuditKind Kind, DateTimeOffset At, DateTimeOffset LastAt, long Count, AuditCaller? Caller,
    string? Provider, string? Data, string? Address, string? Outcome, IReadOnlyList<AuditAnomalyKind> Flags)
{
    private static readonly (AuditAnomalyKinds Stored, AuditAnomalyKind Shown)[] AllFlags =
    [
        .. Enum.GetValues<AuditAnomalyKind>().Select(flag => (Enum.Parse<AuditAnomalyKinds>(flag.ToString()), flag)),
    ];

    internal static AuditItem Of(AuditEntry row) => new(
        row.Id, row.Kind, row.At, row.LastAt, row.Count,
        row.CallerKind is { } kind ? new AuditCaller(kind, row.CallerId, row.CallerName) : null,
        row.Provider, row.Data, row.Address, row.Outcome,
        [.. AllFlags.Where(flag => row.Flags.HasFlag(flag.Stored)).Select(flag => flag.Shown)]);
}
