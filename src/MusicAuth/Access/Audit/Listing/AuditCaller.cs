namespace MusicAuth.Access.Audit.Listing;

/// <summary>A session, an API key, or the broker itself.</summary>
/// <param name="Id">The id of the session, or the twelve characters after <c>ma_</c> of the key.</param>
internal sealed record AuditCaller(AuditCallerKind Kind, string? Id, string? Name);
