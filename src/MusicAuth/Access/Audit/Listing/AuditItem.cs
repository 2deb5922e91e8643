namespace MusicAuth.Access.Audit.Listing;

/// <summary>Something that was done, once or several times within an hour. Times are RFC 3339 in UTC.</summary>
/// <param name="At">The first time.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="Caller">The caller; null where there was none.</param>
/// <param name="Data">Which kind of data, such as <c>playlists</c>.</param>
/// <param name="Address">The network, such as <c>192.0.2.0/24</c>.</param>
/// <param name="Outcome"><c>ok</c>, or the code of the problem, with its reason after a colon.</param>
/// <param name="Flags">What is odd about it; mostly nothing.</param>
public sealed record AuditItem(
    Guid Id, AuditKind Kind, DateTimeOffset At, DateTimeOffset LastAt, long Count, AuditCaller? Caller,
    string? Provider, string? Data, string? Address, string? Outcome, IReadOnlyList<AuditFlag> Flags)
{
    private static readonly (AuditFlags Kept, AuditFlag Told)[] All =
    [
        .. Enum.GetValues<AuditFlag>().Select(flag => (Enum.Parse<AuditFlags>(flag.ToString()), flag)),
    ];

    internal static AuditItem Of(AuditEntry row) => new(
        row.Id, row.Kind, row.At, row.LastAt, row.Count,
        row.CallerKind is { } kind ? new AuditCaller(kind, row.CallerId, row.CallerName) : null,
        row.Provider, row.Data, row.Address, row.Outcome,
        [.. All.Where(flag => row.Flags.HasFlag(flag.Kept)).Select(flag => flag.Told)]);
}
