namespace MusicAuth.Access.Audit.Listing;

/// <summary>A page of the audit log, the newest events first.</summary>
/// <param name="Next">The path of the next page; null on the last page.</param>
internal sealed record AuditPage(IReadOnlyList<AuditItem> Items, string? Next);
