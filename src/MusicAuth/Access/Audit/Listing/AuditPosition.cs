namespace MusicAuth.Access.Audit.Listing;

/// <summary>The line after which a page begins.</summary>
internal sealed record AuditPosition(DateTimeOffset LastAt, Guid Id);
