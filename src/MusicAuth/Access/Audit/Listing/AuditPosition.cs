namespace MusicAuth.Access.Audit.Listing;

/// <summary>The entry before the first one of a page.</summary>
internal sealed record AuditPosition(DateTimeOffset LastAt, Guid Id);
