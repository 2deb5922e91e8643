namespace MusicAuth.Access.Audit.Listing;

/// <summary>A page of the activity, the newest first.</summary>
/// <param name="Next">Where the list goes on, path-absolute; null at its end.</param>
public sealed record AuditPage(IReadOnlyList<AuditItem> Items, string? Next);
